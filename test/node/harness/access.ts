import { givenKubeconfig } from '../../cluster/harness/access';
import { buildControlPlane, buildNodePrograms } from '../../cluster/harness/build';
import type { Instance } from '../../cluster/harness/instance';
import { closed, type Opened, opened } from '../../cluster/harness/opened';
import { reported } from '../../cluster/harness/progress';
import { buildTools } from './build';
import { pluginFolder, prepareMachine } from './machine';
import { ENFORCER } from './runtime';
import { type NodeFiles, startNode, stopNode } from './start';

/** The cluster with real nodes that the user names for these tests. */
export function givenNode(): string | undefined {
  return givenKubeconfig(process.env, 'FAIRWAY_NODE_KUBECONFIG');
}

/** Builds and collects what a node needs. What a machine may lack is asked for first: building takes long. */
export async function prepareNode(): Promise<NodeFiles> {
  await prepareMachine();
  return {
    plugins: pluginFolder()!,
    controlPlane: await buildControlPlane(),
    node: await buildNodePrograms(),
    tools: await buildTools(),
    enforcing: process.env.FAIRWAY_NODE_ENFORCER !== 'off',
  };
}

/** The node that is up, or a new one; that ends with its owner, if it has one. */
export async function openNode(owner?: number): Promise<Opened> {
  const files = await prepareNode();
  const start = (): Promise<Instance> => reported('starting the node', () => startNode(files, owner));
  const node = await opened({ kind: 'nodes', owner, start, stop: stopNode });
  requireEnforcing(node.instance, files.enforcing);
  return node;
}

/** A node that is up already may have been started otherwise than it is asked for now. */
function requireEnforcing({ processes }: Instance, wanted: boolean): void {
  if (processes.some(({ name }) => name === ENFORCER) === wanted) return;
  const state = wanted ? 'without the enforcer' : 'with the enforcer';
  throw new Error(`the node that is up was started ${state} of NetworkPolicies: npm run node -- down`);
}

/** Ends the node that is up, if any. */
export function closeNode(): Promise<boolean> {
  return closed('nodes', stopNode);
}
