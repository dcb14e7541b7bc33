import { consumerGroup, derivedVariables, KAFKA_CERTS_PATH } from '../model/addresses';
import { AUTHORITY_PATH } from '../model/certificates';
import type { ResolvedEnvironment } from '../model/environment';
import { type CallEdge, type Edge, type ExternalEdge, knownByName, ServiceGraph, type TopicEdge } from '../model/graph';
import type { ResolvedKafka } from '../model/kafka';
import { CONSUL_PROXY_PORT } from '../model/mesh';
import type { PodPeer } from '../model/peer';
import { transport } from '../model/ports';
import { percentText } from '../model/slo';

/** What an edge gave, one line each: the object that it stands in, and what stands there. */
type Gives = readonly string[];

export function callGives(edge: CallEdge, environment: ResolvedEnvironment): Gives {
  const { from, to, port } = edge;
  const proxy = environment.mesh?.kind === 'consul' ? ` and ${CONSUL_PROXY_PORT}` : '';
  const ports = `${transport(port)} ${port.containerPort}${proxy}`;
  return [
    ...variables(edge, environment.kafka),
    ...(port.tls ? [`Deployment ${from.name}: the signer of its certificate, in ${AUTHORITY_PATH}`] : []),
    `NetworkPolicy ${from.name}: out to ${to.name}, ${ports}`,
    `NetworkPolicy ${to.name}: in from ${from.name}, ${ports}`,
    ...meshRule(edge, environment),
    ...objectives(edge),
  ];
}

export function externalGives(edge: ExternalEdge, environment: ResolvedEnvironment): Gives {
  const { external } = edge.to;
  const { host, port, cidrs, pods } = external;
  const peers = [...(pods ? [peerText(pods)] : []), ...cidrs].join(', ');
  const rule = knownByName(external)
    ? `CiliumNetworkPolicy ${edge.from.name}-externals: out to ${host}, TCP ${port}`
    : `NetworkPolicy ${edge.from.name}: out to ${peers}, TCP ${port}`;
  return [...variables(edge, environment.kafka), rule, ...objectives(edge)];
}

export function topicGives(edge: TopicEdge, { name, kafka }: ResolvedEnvironment): Gives {
  if (!kafka) return [];
  const service = edge.from.name;
  const reads = edge.kind === 'consumes';
  const user = `KafkaUser ${name}-${service}`;
  return [
    ...variables(edge, kafka),
    `${user}: Describe and ${reads ? 'Read' : 'Write'} on topic ${edge.to.topic.topicName}`,
    ...(reads ? [`${user}: Read on group ${consumerGroup(name, service)}`] : []),
    `ExternalSecret ${service}-kafka: the certificate, in ${KAFKA_CERTS_PATH}`,
    `NetworkPolicy ${service}: out to the brokers of '${kafka.cluster}' in ${kafka.namespace}, TCP ${kafka.port}`,
    ...(edge.lagThreshold === undefined
      ? []
      : [`ScaledObject ${service}: one more pod for each ${edge.lagThreshold} unread messages`]),
  ];
}

/** Pods of another namespace, in words. */
export function peerText({ namespace, podLabels = {} }: PodPeer): string {
  const labels = Object.entries(podLabels).map(([key, value]) => `${key}=${value}`);
  return [`namespace ${namespace}`, ...labels].join(', ');
}

/** Asked of a graph with this edge alone, the variables are exactly those that it gave. */
function variables(edge: Edge, kafka: ResolvedKafka | undefined): Gives {
  const alone = new ServiceGraph();
  alone.addEdge(edge);
  const derived = derivedVariables(edge.from, alone, kafka);
  return derived.map(({ name, value }) => `Deployment ${edge.from.name}: ${name}=${value}`);
}

function objectives({ from, to, slo }: CallEdge | ExternalEdge): Gives {
  if (slo === undefined) return [];
  const counted = slo.objectives.map(({ slo: what, budget, underSeconds }) => {
    const part = percentText(1 - budget);
    return underSeconds === undefined ? `${part} ${what}` : `${part} within ${underSeconds} s`;
  });
  return [`PrometheusRule ${from.name}: ${counted.join(', ')} of ${to.name}, by the spans of ${from.name}`];
}

function meshRule({ from, to, port }: CallEdge, { mesh }: ResolvedEnvironment): Gives {
  if (!mesh) return [];
  return mesh.kind === 'istio'
    ? [`AuthorizationPolicy ${to.name}: allows ${from.name} on ${port.containerPort}`]
    : [`ServiceIntentions ${to.name}: allows ${from.name}`];
}
