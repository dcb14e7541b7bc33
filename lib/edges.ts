import type { Construct } from 'constructs';
import { Environment } from './environment';
import type { External } from './external';
import type { KafkaTopic } from './kafka-topic';
import type { Microservice } from './microservice';
import { resolveCallSlo } from './model/call-slo';
import type { CallEdge, ServiceNode, TopicEdge } from './model/graph';
import type { Issues } from './model/issue';
import { isEnvName, toEnvStem } from './model/names';
import type { ResolvedPort } from './model/ports';
import type { SloOptions } from './model/slo';
import { type DurationLike, toSeconds } from './model/units';

/** Somebody that a service calls: a service with one port, an external system, or a service with more to say about the call. */
export type Upstream = Microservice | External | UpstreamOptions;

export interface UpstreamOptions {
  readonly service: Microservice | External;
  /**
   * Name of the port that is called.
   * @default - the service's only port
   */
  readonly port?: string;
  /**
   * Stem of the variables that tell the address: `USERS` for `USERS_ADDR`.
   * @default - the service's name in capitals
   */
  readonly variable?: string;
  /**
   * How long the caller waits for an answer, retries included.
   * @default - not said, and not checked
   */
  readonly timeout?: DurationLike;
  /**
   * How often the caller tries again.
   * @default 0
   */
  readonly retries?: number;
  /**
   * The caller goes on without an answer: the call counts neither for the order of start nor for the length of a chain.
   * @default false
   */
  readonly optional?: boolean;
  /**
   * What the caller counts on, measured at the caller by its spans: alerts tell the caller's owner when it is in danger.
   * Each attempt counts. The environment's collector has to count spans: `tracing.spanMetrics`.
   * @default - nothing beyond what the callee promises
   */
  readonly slo?: SloOptions;
}

/** A topic that a service reads, or one with more to say about how. */
export type Consumed = KafkaTopic | ConsumeOptions;

export interface ConsumeOptions {
  readonly topic: KafkaTopic;
  /**
   * A topic of its own for messages that the service cannot process: kept twice as long, its name in
   * `KAFKA_TOPIC_<TOPIC>_DLQ`.
   * @default false
   */
  readonly deadLetter?: boolean;
  /**
   * Unread messages a pod, over which KEDA starts another pod, up to one a partition.
   * @default - not scaled by lag
   */
  readonly lagThreshold?: number;
}

/** The service that an edge starts at. */
export interface EdgeSource {
  readonly node: ServiceNode;
  readonly environment: Environment;
  readonly issues: Issues;
}

/** Adds the edge to the graph, or says why it cannot be. */
export function addUpstreamEdge(source: EdgeSource, upstream: Upstream): void {
  const { node: from, environment, issues } = source;
  const options: UpstreamOptions = 'service' in upstream ? upstream : { service: upstream };
  const to = environment.graph.node(options.service);
  environment.touch();
  if (to?.kind === 'external') {
    const variable = checkedStem(options, to.name, issues);
    environment.graph.addEdge({ kind: 'external', from, to, variable, ...callOptions(source, to.name, options) });
  } else if (to?.kind === 'service') {
    const port = calledPort(to, options.port, issues);
    const variable = checkedStem(options, to.name, issues);
    const more = callOptions(source, to.name, options);
    if (port) environment.graph.addEdge({ kind: 'calls', from, to, port, variable, ...more });
  } else {
    refuseStranger(source, 'upstreams', options.service);
  }
}

/** The stem of the variables that tell the address, and what is wrong with it or with the retries. */
function checkedStem({ variable, retries = 0 }: UpstreamOptions, name: string, issues: Issues): string {
  const stem = variable ?? toEnvStem(name);
  if (!isEnvName(stem)) {
    issues.error(
      'variable-name',
      `the address of '${name}' cannot be told as '${stem}_ADDR': say variable: with letters, digits and '_', not beginning with a digit`,
    );
  }
  if (!Number.isInteger(retries) || retries < 0) {
    issues.error('retries', `retries of '${name}' is ${retries}: it must be a whole number of at least 0`);
  }
  return stem;
}

/** The edges that follow from the service itself: its ingress makes the gateway a caller, its metrics a scraper. */
export function addPlatformEdges({ node, environment }: EdgeSource): void {
  const { ingress, metrics } = node.service;
  const { routing, monitoring } = environment.resolved;
  const at = environment.node.path;
  if (ingress && routing) {
    const from = { kind: 'gateway', path: `${at}#gateway`, name: 'gateway', peer: routing.controller } as const;
    environment.graph.addPlatformEdge({ kind: 'enters', from, to: node, port: ingress.port });
  }
  if (metrics && monitoring) {
    const peer = { namespace: monitoring.namespace, ...(monitoring.podLabels && { podLabels: monitoring.podLabels }) };
    const from = { kind: 'scraper', path: `${at}#scraper`, name: 'prometheus', peer } as const;
    environment.graph.addPlatformEdge({ kind: 'scrapes', from, to: node, port: metrics.port });
  }
}

function callOptions(
  { node: caller, environment, issues }: EdgeSource,
  callee: string,
  { timeout, retries = 0, optional = false, slo }: UpstreamOptions,
): Pick<CallEdge, 'timeoutSeconds' | 'retries' | 'optional' | 'slo'> {
  const waits = timeout && { timeoutSeconds: toSeconds(timeout) };
  return {
    ...waits,
    retries,
    optional,
    ...(slo && { slo: resolveCallSlo(slo, { caller, callee, ...waits }, environment.resolved, issues) }),
  };
}

/** Adds the edge to the graph, or says why it cannot be. Returns whether it was added. */
export function addTopicEdge(
  source: EdgeSource,
  topic: KafkaTopic,
  edge: Pick<TopicEdge, 'kind' | 'lagThreshold'> & { readonly variable?: string },
): boolean {
  const { node: from, environment } = source;
  const to = environment.graph.node(topic);
  environment.touch();
  if (to?.kind !== 'topic') {
    refuseStranger(source, edge.kind, topic);
    return false;
  }
  environment.graph.addEdge({ from, to, ...edge, variable: edge.variable ?? toEnvStem(to.name) });
  return true;
}

function calledPort(to: ServiceNode, name: string | undefined, issues: Issues): ResolvedPort | undefined {
  const ports = to.service.servingPorts;
  const wanted = name ?? (ports.length === 1 ? ports[0]!.name : undefined);
  const found = ports.find((port) => port.name === wanted);
  if (found) return found;
  const known = ports.map((port) => `'${port.name}'`).join(', ') || 'none';
  const how = name === undefined ? 'without saying a port' : `on port '${name}'`;
  const fix = ports[0] ? `say which: { service: ${to.name}, port: '${ports[0].name}' }` : 'give it a port';
  issues.error('upstream-port', `it calls '${to.name}' ${how}, and the ports of '${to.name}' are ${known}: ${fix}`);
  return undefined;
}

function refuseStranger({ environment, issues }: EdgeSource, prop: string, stranger: Construct): void {
  const here = environment.node.id;
  const there = Environment.of(stranger).node.id;
  issues.error(
    'other-environment',
    `${prop} names '${stranger.node.path}' of environment '${there}': only what stands in '${here}' can be named here`,
  );
}
