import { AUTHORITY_PATH } from './certificates';
import type { ServiceGraph, ServiceNode } from './graph';
import type { ResolvedKafka } from './kafka';
import type { ResolvedPort } from './ports';

/** A variable that the library puts into a service's environment, because an edge needs it. */
export interface DerivedVariable {
  readonly name: string;
  readonly value: string;
  /** The edge it comes from, in words, for errors. */
  readonly because: string;
}

/** Where a service's Kafka certificate and the brokers' authority are mounted. */
export const KAFKA_CERTS_PATH = '/etc/kafka/certs';

/** What the edges of a service tell it: addresses of its upstreams, brokers, topics and its consumer group. */
export function derivedVariables(
  node: ServiceNode,
  graph: ServiceGraph,
  kafka: ResolvedKafka | undefined,
): readonly DerivedVariable[] {
  return [...callVariables(node, graph), ...externalVariables(node, graph), ...kafkaVariables(node, graph, kafka)];
}

/** The consumer group of a service: its own, in its environment. */
export function consumerGroup(environment: string, service: string): string {
  return `${environment}.${service}`;
}

function callVariables(node: ServiceNode, graph: ServiceGraph): DerivedVariable[] {
  return graph.callsFrom(node.path).flatMap(({ to, port, variable }) => {
    const host = to.service.names.service;
    const because = `it calls '${to.name}' on '${port.name}'`;
    const address = { name: `${variable}_ADDR`, value: `${host}:${port.servicePort}`, because };
    const authority = { name: `${variable}_CA_PATH`, value: `${AUTHORITY_PATH}/ca.crt`, because };
    const known = [address, ...(port.tls ? [authority] : [])];
    return port.protocol === 'http'
      ? [...known, { name: `${variable}_URL`, value: urlOf(host, port), because }]
      : known;
  });
}

function urlOf(host: string, { servicePort, tls }: ResolvedPort): string {
  const usual = tls ? 443 : 80;
  return `${tls ? 'https' : 'http'}://${host}${servicePort === usual ? '' : `:${servicePort}`}`;
}

function externalVariables(node: ServiceNode, graph: ServiceGraph): DerivedVariable[] {
  return graph.externalsOf(node.path).flatMap(({ to: { name, external }, variable }) => {
    const because = `it calls '${name}', outside`;
    const address = { name: `${variable}_ADDR`, value: `${external.host}:${external.port}`, because };
    if (external.protocol === 'tcp') return [address];
    const standard = external.port === (external.protocol === 'https' ? 443 : 80);
    const url = `${external.protocol}://${external.host}${standard ? '' : `:${external.port}`}`;
    return [address, { name: `${variable}_URL`, value: url, because }];
  });
}

function kafkaVariables(node: ServiceNode, graph: ServiceGraph, kafka: ResolvedKafka | undefined): DerivedVariable[] {
  const edges = graph.topicsOf(node.path);
  if (edges.length === 0 || kafka === undefined) return [];
  const topics = new Map(edges.map(({ to, variable }) => [`${variable} ${to.topic.topicName}`, { to, variable }]));
  const environment = edges[0]!.to.topic.environment;
  const reads = edges.some(({ kind }) => kind === 'consumes');
  return [
    { name: 'KAFKA_BROKERS', value: kafka.bootstrapServers, because: 'it uses Kafka' },
    { name: 'KAFKA_CERTS_PATH', value: KAFKA_CERTS_PATH, because: 'it uses Kafka' },
    ...(reads ? [{ name: 'KAFKA_GROUP', value: consumerGroup(environment, node.name), because: 'it consumes' }] : []),
    ...[...topics.values()].map(({ to: { topic }, variable }) => ({
      name: `KAFKA_TOPIC_${variable}`,
      value: topic.topicName,
      because: `it uses the topic '${topic.topicName}'`,
    })),
  ];
}
