import { scalingOf } from '../model/consumption';
import type { ResolvedEnvironment } from '../model/environment';
import {
  type ExternalNode,
  type GraphNode,
  knownByName,
  type ServiceGraph,
  type ServiceNode,
  type TopicNode,
} from '../model/graph';
import { METRICS_PORT, type ResolvedPort } from '../model/ports';
import type { ResolvedScaling } from '../model/scaling';
import { formatBytes, formatCpu } from '../model/units';
import { peerText } from './gives';
import type { Facts, MapNode } from './types';

export interface MapView {
  readonly environment: ResolvedEnvironment;
  readonly graph: ServiceGraph;
  readonly ids: NodeIds;
}

/** Ids by kind and name, as a person would compare environments; a name that is there twice gets a number. */
export class NodeIds {
  private readonly byPath = new Map<string, string>();

  constructor(graph: ServiceGraph) {
    const taken = new Map<string, number>();
    const nodes = [...graph.services, ...graph.topics, ...graph.externals];
    for (const { path, kind, name } of nodes.sort((a, b) => (a.path < b.path ? -1 : 1))) {
      const id = `${kind}:${name}`;
      const count = (taken.get(id) ?? 0) + 1;
      taken.set(id, count);
      this.byPath.set(path, count === 1 ? id : `${id}#${count}`);
    }
  }

  of(node: GraphNode): string {
    return this.byPath.get(node.path) ?? `${node.kind}:${node.name}`;
  }
}

export function nodesOf({ graph, ids }: MapView): readonly MapNode[] {
  return [
    ...graph.services.map((node): MapNode => {
      const kind = isWorker(node) ? 'worker' : 'service';
      return { id: ids.of(node), kind, name: node.name, facts: serviceFacts(node, graph) };
    }),
    ...graph.topics.map(
      (node): MapNode => ({ id: ids.of(node), kind: 'topic', name: node.name, facts: topicFacts(node) }),
    ),
    ...graph.externals.map(
      (node): MapNode => ({ id: ids.of(node), kind: 'external', name: node.name, facts: externalFacts(node) }),
    ),
  ];
}

/** Nobody can call it: it has no port, or one for Prometheus alone. */
export function isWorker({ service }: ServiceNode): boolean {
  return service.servingPorts.every(({ name }) => name === METRICS_PORT);
}

export function portText({ name, protocol, servicePort, containerPort }: ResolvedPort): string {
  const title = name === protocol ? name : `${name} (${protocol})`;
  return servicePort === containerPort ? `${title} ${servicePort}` : `${title} ${servicePort} to ${containerPort}`;
}

function serviceFacts({ path, service }: ServiceNode, graph: ServiceGraph): Facts {
  const { labels, resources, scaling, sidecars } = service;
  const ports = [...new Set([...service.ports, ...service.servingPorts])];
  const system = labels['app.kubernetes.io/part-of'];
  return {
    ...(system !== undefined && { system }),
    image: service.image,
    ...(labels.owner !== undefined && { owner: labels.owner }),
    ports: ports.map(portText).join(', ') || 'none',
    pods: podsText(scalingOf(path, scaling, graph)),
    requests: `${formatCpu(resources.cpuMillis)} CPU, ${formatBytes(resources.memoryBytes)} memory`,
    ...(sidecars.length > 0 && { sidecars: sidecars.map(({ name }) => name).join(', ') }),
  };
}

function podsText({ min, max, cpuPercent }: ResolvedScaling): string {
  if (min === max) return String(min);
  return `${min} to ${max}${cpuPercent === undefined ? '' : `, by ${cpuPercent} % CPU`}`;
}

function topicFacts({ topic }: TopicNode): Facts {
  const { replicationFactor, minInsyncReplicas } = topic.durability;
  return {
    'name on the broker': topic.topicName,
    partitions: String(topic.partitions),
    copies: `${replicationFactor}, ${minInsyncReplicas} in step`,
    kept: keptText(topic.retentionMs),
    ...(topic.external && { elsewhere: topic.external }),
  };
}

function keptText(milliseconds: number): string {
  const hours = milliseconds / 3_600_000;
  if (hours % 24 === 0) return `${hours / 24} d`;
  return Number.isInteger(hours) ? `${hours} h` : `${milliseconds / 1000} s`;
}

function externalFacts({ external }: ExternalNode): Facts {
  const { host, port, protocol, cidrs, pods } = external;
  return {
    host,
    port: `${protocol} ${port}`,
    ...(cidrs.length > 0 && { networks: cidrs.join(', ') }),
    ...(pods && { pods: peerText(pods) }),
    ...(knownByName(external) && { networks: 'known by its name' }),
  };
}
