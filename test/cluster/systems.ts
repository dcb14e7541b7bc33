import { type App, Environment, KafkaTopic, Microservice, type MicroserviceProps, tiers } from 'cdk8s-fairway';
import fc from 'fast-check';
import { environments as shopEnvironments } from '../../examples/shop/environments';
import { Shop } from '../../examples/shop/shop';
import { environments as sockEnvironments } from '../../examples/sock-shop/environments';
import { SockShop } from '../../examples/sock-shop/sock-shop';

/**
 * The environments that both engines are given, by name: `shop/prod`, `sock-shop/dev` or `random/17`. Both engines build
 * them here, each in a process of its own.
 */
export function buildSystem(name: string, app: App): Environment {
  const [system, which = ''] = name.split('/');
  if (system === 'random') return randomSystem(Number(which), app);
  return system === 'shop'
    ? shop(which as keyof typeof shopEnvironments, app)
    : sockShop(which as 'dev' | 'staging', app);
}

function shop(which: keyof typeof shopEnvironments, app: App): Environment {
  const { version, ...props } = shopEnvironments[which];
  // The test's one cluster stands for prod's own.
  const environment = new Environment(app, which, { ...props, isolation: 'namespace' });
  new Shop(environment, 'shop', { version });
  return environment;
}

function sockShop(which: 'dev' | 'staging', app: App): Environment {
  const { thirdParty, ...props } = sockEnvironments[which];
  const environment = new Environment(app, `sock-${which}`, props);
  new SockShop(environment, 'sock-shop', { thirdParty });
  return environment;
}

interface Plan {
  readonly replicas: MicroserviceProps['replicas'];
  readonly http: boolean;
  readonly grpc: boolean;
  readonly config: Readonly<Record<string, string>>;
  readonly files: boolean;
  readonly secret: string;
  readonly entered: boolean;
  readonly produces: boolean;
  readonly consumes: boolean;
}

const plans = fc.array(
  fc.record<Plan>({
    replicas: fc.constantFrom(1, 2, { min: 1, max: 4 }),
    http: fc.boolean(),
    grpc: fc.boolean(),
    config: fc.dictionary(
      fc.constantFrom('a', 'log.level', 'B_C'),
      fc.constantFrom('yes', '1e3', 'x: y', 'ü\n\nz', '0x1F', ''),
      {
        maxKeys: 3,
      },
    ),
    files: fc.boolean(),
    secret: fc.constantFrom('', 's3cret', 'null'),
    entered: fc.boolean(),
    produces: fc.boolean(),
    consumes: fc.boolean(),
  }),
  { minLength: 1, maxLength: 6 },
);
const calls = fc.array(fc.tuple(fc.nat(5), fc.nat(5)), { maxLength: 8 });

/** The same number gives the same system, in every process. */
function randomSystem(seed: number, app: App): Environment {
  const [[services, edges] = [[], []]] = fc.sample(fc.tuple(plans, calls), { seed, numRuns: 1 });
  const environment = new Environment(app, `random-${seed}`, {
    ...tiers.dev,
    domain: `random-${seed}.example`,
    routing: { kind: 'ingress', ingressClassName: 'nginx', controller: { namespace: 'ingress-nginx' }, tls: 'none' },
    kafka: { cluster: 'main', namespace: 'kafka', credentials: { name: 'kafka-credentials' } },
  });
  const topic = new KafkaTopic(environment, 'events', { external: 'producers' });
  const more = new KafkaTopic(environment, 'more', { external: 'consumers' });
  const made = services.map((plan, index) => randomService(environment, plan, `s${index}`, { topic, more }));
  new Microservice(environment, 'always', { image: 'registry.example.com/a:1', produces: [more], consumes: [topic] });
  for (const [from, to] of edges) {
    const callee = made[to % made.length]!;
    const port = callee.resolved.servingPorts[0]?.name;
    if (port) made[from % made.length]!.addUpstream({ service: callee, port });
  }
  return environment;
}

function randomService(
  environment: Environment,
  plan: Plan,
  name: string,
  { topic, more }: { readonly topic: KafkaTopic; readonly more: KafkaTopic },
): Microservice {
  const served = plan.http || plan.grpc;
  return new Microservice(environment, name, {
    image: 'registry.example.com/a:1',
    replicas: plan.replicas,
    ports: { ...(plan.http && { http: 8080 }), ...(plan.grpc && { grpc: 9090 }) },
    config: plan.config,
    configAs: plan.files ? { as: 'files', reload: 'live' } : { as: 'env' },
    secrets: plan.secret === '' ? {} : { VALUE: { literal: plan.secret } },
    secretsAs: { as: plan.files ? 'files' : 'env' },
    ...(plan.entered && served && { ingress: { path: `/${name}` } }),
    produces: plan.produces ? [more] : [],
    consumes: plan.consumes ? [topic] : [],
  });
}
