import type { ApiObject } from 'cdk8s';
import type { Environment } from '../../environment';
import { groupBy } from '../../model/group';
import { callOrder } from '../../model/order';

/** Kinds that a pod needs before it can start. */
const BEFORE_PODS = new Set([
  'ServiceAccount',
  'ConfigMap',
  'Secret',
  'ExternalSecret',
  'Certificate',
  'NetworkPolicy',
  'KafkaUser',
]);
/** What runs pods; a Rollout takes those of its Deployment, and judges by its template. */
const RUNNERS = new Set(['Deployment', 'Rollout']);
const BEFORE_ROLLOUT = new Set(['Deployment', 'AnalysisTemplate']);
/** Kinds of the environment that hold for every pod in it. */
const BEFORE_ALL_PODS = new Set(['ResourceQuota', 'LimitRange', 'NetworkPolicy']);

/**
 * What must stand before an object: its namespace; for a Deployment what its pods read, and the Deployments of the
 * services that it calls. Services that call in circles do not wait for each other, and never does a Deployment wait for
 * a Service: the provider waits for a Service until it has pods.
 */
export function prerequisites(
  environment: Environment,
  objects: readonly ApiObject[],
): (object: ApiObject) => readonly ApiObject[] {
  const namespace = objects.find(({ kind, node }) => kind === 'Namespace' && node.scope === environment);
  const byScope = groupBy(objects, ({ node }) => node.scope!.node.path);
  const rules = (byScope.get(environment.node.path) ?? []).filter(({ kind }) => BEFORE_ALL_PODS.has(kind));
  const callees = calleesFirst(environment);
  const deploymentOf = (path: string): readonly ApiObject[] =>
    (byScope.get(path) ?? []).filter(({ kind }) => kind === 'Deployment');

  return (object) => {
    if (object === namespace) return [];
    const first = namespace && object.metadata.namespace === environment.resolved.namespace ? [namespace] : [];
    if (!RUNNERS.has(object.kind)) return first;
    const { path } = object.node.scope!.node;
    const read = (byScope.get(path) ?? []).filter(
      ({ kind }) => BEFORE_PODS.has(kind) || (object.kind === 'Rollout' && BEFORE_ROLLOUT.has(kind)),
    );
    return [...first, ...rules, ...read, ...callees(path).flatMap(deploymentOf)];
  };
}

/** Paths of the services that a service calls and that stand in an earlier wave. */
function calleesFirst({ graph }: Environment): (path: string) => readonly string[] {
  const { waves } = callOrder(graph);
  const waveOf = new Map(waves.flatMap((wave, index) => wave.map(({ path }) => [path, index] as const)));
  return (path) =>
    graph
      .callsFrom(path)
      .filter(({ to, optional }) => !optional && waveOf.get(to.path)! < waveOf.get(path)!)
      .map(({ to }) => to.path);
}
