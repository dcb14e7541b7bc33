import type { ServiceNode } from '../model/graph';
import type { ResolvedIngress } from '../model/ingress';
import { issuerOf, type Routing, tlsSecretName } from '../model/routing';
import { peerText } from './gives';
import { isWorker, type MapView, portText } from './nodes';
import type { Facts, MapEdge, MapNode } from './types';

/** Something of the platform that services are connected to: at most one node, and its edges. */
interface PlatformPart {
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}

const ENTRY = 'entry';
const MONITORING = 'monitoring';
const REGISTRY = 'registry';

/** The way in from outside. */
export function entryOf({ environment: { routing }, graph, ids }: MapView): PlatformPart {
  if (!routing) return { nodes: [], edges: [] };
  const node: MapNode = { id: ENTRY, kind: 'entry', name: entryName(routing), facts: entryFacts(routing) };
  const edges = graph.services.flatMap((service): MapEdge[] => {
    const { ingress } = service.service;
    if (!ingress) return [];
    const to = ids.of(service);
    return [
      {
        id: `enters ${ENTRY} ${to}`,
        kind: 'enters',
        from: ENTRY,
        to,
        label: `${ingress.host}${ingress.path}`,
        facts: { host: ingress.host, path: `${ingress.path} (${ingress.pathType})`, port: portText(ingress.port) },
        gives: entryGives(service, ingress, routing),
      },
    ];
  });
  return partOf(node, edges);
}

/** The Prometheus that scrapes. */
export function monitoringOf({ environment: { monitoring }, graph, ids }: MapView): PlatformPart {
  if (!monitoring) return { nodes: [], edges: [] };
  const from = peerText(monitoring);
  const edges = graph.services.flatMap((service): MapEdge[] => {
    const { metrics } = service.service;
    if (!metrics) return [];
    const to = ids.of(service);
    const { name } = service;
    const { port, path, intervalSeconds } = metrics;
    const monitor = isWorker(service) ? 'PodMonitor' : 'ServiceMonitor';
    return [
      {
        id: `scrapes ${MONITORING} ${to}`,
        kind: 'scrapes',
        from: MONITORING,
        to,
        label: `http ${port.containerPort}`,
        facts: { port: portText(port), path },
        gives: [
          `${monitor} ${name}: ${path} on '${port.name}', every ${intervalSeconds} s`,
          `NetworkPolicy ${name}: in from ${from}, TCP ${port.containerPort}`,
        ],
      },
    ];
  });
  return partOf({ id: MONITORING, kind: 'monitoring', name: 'Prometheus', facts: { pods: from } }, edges);
}

/** Consul: the agent on the node registers the pod, and checks it. */
export function registryOf({ environment: { consul }, graph, ids }: MapView): PlatformPart {
  if (!consul) return { nodes: [], edges: [] };
  const agents = `${peerText(consul.agents)}, or ${consul.nodeCidrs.join(', ')}`;
  const edges = graph.services.flatMap((service): MapEdge[] => {
    const { registration } = service.service;
    if (!registration) return [];
    const from = ids.of(service);
    const { port, intervalSeconds } = registration;
    return [
      {
        id: `registers ${from} ${REGISTRY}`,
        kind: 'registers',
        from,
        to: REGISTRY,
        label: `http ${consul.port}`,
        facts: { name: registration.name, port: portText(port), tags: registration.tags.join(', ') },
        gives: [
          `Deployment ${service.name}: sidecar registers '${registration.name}', checked every ${intervalSeconds} s`,
          `NetworkPolicy ${service.name}: out to ${agents}, TCP ${consul.port}`,
          `NetworkPolicy ${service.name}: in from ${agents}, TCP ${port.containerPort}`,
        ],
      },
    ];
  });
  return partOf({ id: REGISTRY, kind: 'registry', name: 'Consul', facts: { agents } }, edges);
}

/** A part that no service uses is not shown. */
function partOf(node: MapNode, edges: readonly MapEdge[]): PlatformPart {
  return { nodes: edges.length === 0 ? [] : [node], edges };
}

function entryName(routing: Routing): string {
  if (routing.kind === 'ingress') return `Ingress ${routing.ingressClassName}`;
  return routing.kind === 'gateway' ? `Gateway ${routing.gatewayClassName}` : `Gateway ${routing.gateway.name}`;
}

function entryFacts(routing: Routing): Facts {
  const issuer = issuerOf(routing);
  return {
    kind: routing.kind,
    ...(routing.kind === 'shared-gateway' && { namespace: routing.gateway.namespace }),
    controller: peerText(routing.controller),
    ...(routing.kind !== 'shared-gateway' && { certificates: issuer ? Object.values(issuer)[0] : 'none' }),
  };
}

function entryGives(
  { name }: ServiceNode,
  { host, path, port, timeoutSeconds }: ResolvedIngress,
  routing: Routing,
): readonly string[] {
  const wait = routing.kind === 'ingress' ? '' : `, within ${timeoutSeconds} s`;
  const routes = { ingress: 'Ingress', http: 'HTTPRoute', grpc: 'GRPCRoute' };
  const route = routing.kind === 'ingress' ? routes.ingress : port.protocol === 'grpc' ? routes.grpc : routes.http;
  const secret = tlsSecretName(host);
  return [
    route === routes.grpc ? `${route} ${name}: ${host}` : `${route} ${name}: ${host}${path}${wait}`,
    ...(issuerOf(routing) ? [`Certificate ${secret}: for ${host}`] : []),
    `NetworkPolicy ${name}: in from ${peerText(routing.controller)}, TCP ${port.containerPort}`,
  ];
}
