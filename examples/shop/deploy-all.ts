import { LocalWorkspace, type Stack } from '@pulumi/pulumi/automation';
import { App, Environment } from 'cdk8s-fairway';
import { type Deployed, deploy } from 'cdk8s-fairway/pulumi';
import { environments } from './environments';
import { Shop } from './shop';

/** Kinds that wait for what other controllers fill in: a load balancer, a certificate, a secret. */
const SKIP_AWAIT = ['Ingress', 'Gateway', 'HTTPRoute', 'Certificate', 'ExternalSecret'];

type Name = keyof typeof environments;

function program(name: Name): () => Promise<Pick<Deployed, 'namespace' | 'urls'>> {
  return async () => {
    const { version, ...props } = environments[name];
    // The three environments of this example share the cluster that the kubeconfig names.
    const environment = new Environment(new App(), name, { ...props, isolation: 'namespace' });
    new Shop(environment, 'shop', { version });
    const { namespace, urls } = deploy(environment, { skipAwait: SKIP_AWAIT });
    return { namespace, urls };
  };
}

async function stackOf(name: Name): Promise<Stack> {
  return LocalWorkspace.createOrSelectStack({ stackName: name, projectName: 'shop-all', program: program(name) });
}

/** The check between two environments: the next one is touched only when this one is up, with nothing left to do. */
async function check(stack: Stack): Promise<void> {
  const { changeSummary } = await stack.preview();
  const { same = 0, ...pending } = changeSummary as Record<string, number>;
  if (Object.keys(pending).length > 0 || same === 0) {
    throw new Error(`${stack.name} is not at rest: ${JSON.stringify(changeSummary)}`);
  }
}

async function main(): Promise<void> {
  for (const name of ['dev', 'staging', 'prod'] as const) {
    const stack = await stackOf(name);
    const { outputs } = await stack.up();
    await check(stack);
    process.stdout.write(`${name} is up in namespace ${String(outputs.namespace?.value)}\n`);
  }
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
