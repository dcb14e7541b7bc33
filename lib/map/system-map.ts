import type { ResolvedEnvironment } from '../model/environment';
import type { ServiceGraph } from '../model/graph';
import { groupBy } from '../model/group';
import { clusterOf, nodePool } from '../model/isolation';
import { edgesOf } from './edges';
import { NodeIds, nodesOf } from './nodes';
import { entryOf, monitoringOf, registryOf } from './platform';
import type { Facts, MapEdge, MapNode, SystemMap } from './types';

/** What synth draws of an environment: its services, topics and externals, the platform around them, and every edge. */
export function systemMap(environment: ResolvedEnvironment, graph: ServiceGraph): SystemMap {
  const ids = new NodeIds(graph);
  const view = { environment, graph, ids };
  const platform = [entryOf(view), monitoringOf(view), registryOf(view)];
  return {
    environment: environment.name,
    tier: environment.tier,
    ...(environment.domain !== undefined && { domain: environment.domain }),
    facts: environmentFacts(environment),
    nodes: sorted([...nodesOf(view), ...platform.flatMap(({ nodes }) => nodes)]),
    edges: merged([...edgesOf(view), ...platform.flatMap(({ edges }) => edges)]),
  };
}

function environmentFacts(environment: ResolvedEnvironment): Facts {
  const pool = nodePool(environment);
  const cluster = clusterOf(environment);
  return {
    tier: environment.tier,
    namespace: environment.namespace,
    ...(environment.domain !== undefined && { domain: environment.domain }),
    ...(cluster !== '' && { cluster }),
    ...(pool && { nodes: labels(pool.nodeSelector) }),
    ...(environment.owner !== undefined && { owner: environment.owner }),
    ...(environment.mesh && { mesh: environment.mesh.kind }),
  };
}

function labels(selector: Readonly<Record<string, string>>): string {
  return Object.entries(selector)
    .map(([key, value]) => `${key}=${value}`)
    .join(', ');
}

/** A call that is declared twice, perhaps for a second variable, is one line that gave more. */
function merged(edges: readonly MapEdge[]): readonly MapEdge[] {
  const same = [...groupBy(edges, ({ id }) => id).values()].map((group) => group.sort(byGives));
  return sorted(same.map((group) => ({ ...group[0]!, gives: [...new Set(group.flatMap(({ gives }) => gives))] })));
}

function byGives({ gives: [a = ''] }: MapEdge, { gives: [b = ''] }: MapEdge): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** By code unit, not by locale: the same order on any machine. */
function sorted<T extends MapNode | MapEdge>(items: readonly T[]): readonly T[] {
  return [...items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
}
