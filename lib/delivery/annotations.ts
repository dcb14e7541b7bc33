import type { Environment } from '../environment';
import type { Manifest } from '../manifest';
import { Microservice } from '../microservice';
import type { ServiceGraph } from '../model/graph';
import { callOrder } from '../model/order';

/** The environment's own objects and its topics stand before the first service. */
const FIRST_WAVE = -1;
const HOLDS_DATA = ['Namespace', 'KafkaTopic'];
/**
 * One wave after what they scale: Argo CD applies a Rollout after an autoscaler of the same wave, which fails for want of it,
 * and the sync with it.
 */
const SCALERS = ['HorizontalPodAutoscaler', 'ScaledObject'];

type Annotations = Readonly<Record<string, string>>;

/**
 * What Argo CD reads on an object: the wave in which it is synced, so that a service comes after those that it cannot do
 * without, and outside of dev that nothing with data in it goes without somebody's confirmation.
 */
export function argoAnnotations(environment: Environment): (manifest: Manifest) => Annotations {
  const waveOf = serviceWaves(environment.graph);
  const guarded = environment.resolved.tier === 'dev' ? [] : HOLDS_DATA;
  return (manifest) => {
    const service = manifest.node.scopes.find(Microservice.isMicroservice);
    const scales = SCALERS.includes(manifest.kind) ? 1 : 0;
    const wave = service === undefined ? FIRST_WAVE : 2 * waveOf(service.node.path) + scales;
    return {
      'argocd.argoproj.io/sync-wave': String(wave),
      ...(guarded.includes(manifest.kind) && { 'argocd.argoproj.io/sync-options': 'Prune=confirm,Delete=confirm' }),
    };
  };
}

/** Computed once for all objects, and anew when the graph has changed. */
function serviceWaves(graph: ServiceGraph): (path: string) => number {
  let revision = -1;
  let waves = new Map<string, number>();
  return (path) => {
    if (revision !== graph.revision) {
      revision = graph.revision;
      waves = new Map(callOrder(graph).waves.flatMap((wave, index) => wave.map((node) => [node.path, index] as const)));
    }
    return waves.get(path) ?? 0;
  };
}
