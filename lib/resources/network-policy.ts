import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { INetworkPolicyEgressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyEgressRule';
import type { INetworkPolicyIngressRule } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyIngressRule';
import type { INetworkPolicyPort } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicyPort';
import { type CallEdge, knownByName, type ServiceNode } from '../model/graph';
import { groupBy } from '../model/group';
import { CONSUL_PROXY_PORT, controlPlane } from '../model/mesh';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';
import { dnsEgress, podPeer, policyPort } from './peers';

/** Everything that may reach a service and that it may reach, in one policy: exactly its edges, and DNS. */
export function networkPolicy(view: ServiceView): Blueprint<INetworkPolicy> {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    ...identity(view),
    body: () => ({
      spec: {
        podSelector: { matchLabels: { ...view.node.service.selector } },
        policyTypes: ['Ingress', 'Egress'],
        ingress: [...callers(view), ...platformIngress(view), ...consulIngress(view)],
        egress: [
          dnsEgress(view.environment),
          ...upstreams(view),
          ...externals(view),
          ...kafkaEgress(view),
          ...consulEgress(view),
          ...tracingEgress(view),
          ...meshEgress(view),
        ],
      },
    }),
  };
}

function callers(view: ServiceView): INetworkPolicyIngressRule[] {
  return byPeer(view.graph.callsTo(view.node.path), ({ from }) => from).map(([peer, edges]) => ({
    from: [{ podSelector: { matchLabels: { ...peer.service.selector } } }],
    ports: edgePorts(edges, view),
  }));
}

function upstreams(view: ServiceView): INetworkPolicyEgressRule[] {
  return byPeer(view.graph.callsFrom(view.node.path), ({ to }) => to).map(([peer, edges]) => ({
    to: [{ podSelector: { matchLabels: { ...peer.service.selector } } }],
    ports: edgePorts(edges, view),
  }));
}

/** The gateway first, then the scraper. */
function platformIngress({ node, graph }: ServiceView): INetworkPolicyIngressRule[] {
  return [...graph.platformEdgesTo(node.path)]
    .sort((a, b) => (a.kind < b.kind ? -1 : 1))
    .map(({ from, port }) => ({ from: [podPeer(from.peer)], ports: [policyPort(port)] }));
}

/** An agent checks from its own address or, in the host's network, from its node's. */
function consulIngress({ node: { service }, environment }: ServiceView): INetworkPolicyIngressRule[] {
  if (!service.registration || !environment.consul) return [];
  const { agents, nodeCidrs } = environment.consul;
  const nodes = nodeCidrs.map((cidr) => ({ ipBlock: { cidr } }));
  return [{ from: [podPeer(agents), ...nodes], ports: [policyPort(service.registration.port)] }];
}

/** The agent is called on its node's address; where a host port leads to it, the policy sees the agent's pod. */
function consulEgress({ node: { service }, environment }: ServiceView): INetworkPolicyEgressRule[] {
  if (!service.registration || !environment.consul) return [];
  const { agents, nodeCidrs, port } = environment.consul;
  const nodes = nodeCidrs.map((cidr) => ({ ipBlock: { cidr } }));
  return [{ to: [podPeer(agents), ...nodes], ports: [{ port, protocol: 'TCP' }] }];
}

/** External systems that are known by name alone stand in a policy of their own. */
function externals({ node, graph }: ServiceView): INetworkPolicyEgressRule[] {
  return graph
    .externalsOf(node.path)
    .filter(({ to }) => !knownByName(to.external))
    .map(({ to: { external } }) => ({
      to: [
        ...(external.pods ? [podPeer(external.pods)] : []),
        ...external.cidrs.map((cidr) => ({ ipBlock: { cidr } })),
      ],
      ports: [{ port: external.port, protocol: 'TCP' as const }],
    }));
}

function tracingEgress({ node: { service }, environment: { tracing } }: ServiceView): INetworkPolicyEgressRule[] {
  return service.traced && tracing
    ? [{ to: [podPeer(tracing)], ports: [{ port: tracing.port, protocol: 'TCP' }] }]
    : [];
}

function meshEgress({ environment: { mesh } }: ServiceView): INetworkPolicyEgressRule[] {
  if (!mesh) return [];
  const { peer, ports } = controlPlane(mesh);
  return [{ to: [podPeer(peer)], ports: ports.map((port) => ({ port, protocol: 'TCP' as const })) }];
}

/** Behind a Consul proxy the call arrives on the proxy's port; the service's own stays open for the proxy to be left out. */
function edgePorts(edges: readonly CallEdge[], { environment: { mesh } }: ServiceView): INetworkPolicyPort[] {
  const ports = edges.map(({ port }) => policyPort(port));
  return mesh?.kind === 'consul' ? [...ports, { port: CONSUL_PROXY_PORT, protocol: 'TCP' }] : ports;
}

/** A client is sent on from the bootstrap address to each broker, so all of the cluster's brokers are open to it. */
function kafkaEgress({ node, graph, environment: { kafka } }: ServiceView): INetworkPolicyEgressRule[] {
  if (!kafka || graph.topicsOf(node.path).length === 0) return [];
  const podLabels = { 'strimzi.io/cluster': kafka.cluster, 'strimzi.io/kind': 'Kafka' };
  return [{ to: [podPeer({ namespace: kafka.namespace, podLabels })], ports: [{ port: kafka.port, protocol: 'TCP' }] }];
}

/** Edges by the service at the other end, sorted by its name: one rule for each, whatever the order of declaration. */
function byPeer(
  edges: readonly CallEdge[],
  peerOf: (edge: CallEdge) => ServiceNode,
): readonly (readonly [ServiceNode, readonly CallEdge[]])[] {
  return [...groupBy(edges, peerOf)]
    .map(([peer, group]) => [peer, group.sort((a, b) => a.port.containerPort - b.port.containerPort)] as const)
    .sort(([a], [b]) => (a.name < b.name ? -1 : 1));
}
