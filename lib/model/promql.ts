/**
 * Every PromQL expression of the library: alerts, recording rules, panels and the analysis of a canary call these
 * functions, so that they can never disagree. Each is closed: it can stand in a larger expression as it is.
 */

/** A length of time as Prometheus writes it. */
export type Window = `${number}${'s' | 'm' | 'h' | 'd'}`;

/** What requests are counted by: the usual names of Prometheus' client libraries. */
export type RequestProtocol = 'http' | 'grpc';

/** Whose requests are looked at. */
export interface RequestTarget {
  readonly namespace: string;
  /** The label `job`: the service's name. */
  readonly job: string;
  readonly protocol: RequestProtocol;
  /**
   * Regular expression that the pods' names must match as a whole: a canary's pods are `orders-<hash>-.+`.
   * @default - all pods of the job
   */
  readonly pods?: string;
}

/** Whose spans are looked at. */
export interface SpanTarget {
  readonly namespace: string;
  /** The attribute `service.name`. */
  readonly service: string;
  /** Regular expression that the pods' names must match as a whole. */
  readonly pods: string;
}

/** A consumer group on one topic, as kafka-exporter names them. */
export interface LagTarget {
  readonly group: string;
  readonly topic: string;
}

interface Metrics {
  readonly requests: string;
  /** Requests that failed by the service's own fault: a caller's mistake spends nobody's error budget. */
  readonly failed: string;
  /** A histogram of seconds; its buckets and its count. */
  readonly duration: string;
}

const METRICS: Readonly<Record<RequestProtocol, Metrics>> = {
  http: { requests: 'http_requests_total', failed: 'code=~"5.."', duration: 'http_request_duration_seconds' },
  grpc: {
    requests: 'grpc_server_handled_total',
    failed: 'grpc_code=~"Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss"',
    duration: 'grpc_server_handling_seconds',
  },
};

/** The histogram of the collector's connector `span_metrics`, and the labels that a path has in it. */
const SPANS = 'traces_span_metrics_duration_milliseconds';
const PATH = 'span_kind, span_name';

/** Requests a second. */
export function requestRate(target: RequestTarget, window: Window): string {
  return sumOfRates(target, METRICS[target.protocol].requests, window);
}

/** Failed requests a second; 0 where there are requests and none has ever failed. */
export function errorRate(target: RequestTarget, window: Window): string {
  const { requests, failed } = METRICS[target.protocol];
  // Without the second part a service that never failed would have no series, and its panels would say "no data".
  return `(${sumOfRates(target, requests, window, failed)} or 0 * ${requestRate(target, window)})`;
}

/** The part of the requests that failed, 0 to 1; NaN without requests, which is over no threshold. */
export function errorRatio(target: RequestTarget, window: Window): string {
  return `(${errorRate(target, window)} / ${requestRate(target, window)})`;
}

/** The part of the requests that took longer than a bound of the histogram's buckets, 0 to 1. */
export function slowRatio(target: RequestTarget, underSeconds: number, window: Window): string {
  const { duration } = METRICS[target.protocol];
  const quick = sumOfRates(target, `${duration}_bucket`, window, bucket(underSeconds));
  return `(1 - ${quick} / ${sumOfRates(target, `${duration}_count`, window)})`;
}

/** The time within which a percentage of the requests was answered, in seconds. */
export function latencyQuantile(target: RequestTarget, percent: number, window: Window): string {
  const { duration } = METRICS[target.protocol];
  const buckets = `${duration}_bucket${selector(target)}`;
  return `histogram_quantile(${fraction(percent)}, sum by (le) (rate(${buckets}[${window}])))`;
}

/**
 * How many times longer than with other pods a path of a service takes with these: of all its paths, the one that has lost
 * most. A path is what a span is named after: a route, a method, a topic. One of less than the least rate is left out.
 */
export function slowestPath(
  target: SpanTarget,
  than: SpanTarget,
  { percent, leastRate, window }: { readonly percent: number; readonly leastRate: number; readonly window: Window },
): string {
  const time = (of: SpanTarget): string =>
    `histogram_quantile(${fraction(percent)}, sum by (le, ${PATH}) (rate(${SPANS}_bucket${spanSelector(of)}[${window}])))`;
  const rate = `sum by (${PATH}) (rate(${SPANS}_count${spanSelector(target)}[${window}]))`;
  return `max(${time(target)} / ${time(than)} and ${rate} > ${leastRate})`;
}

/** Unread messages of a consumer group on a topic. */
export function consumerLag(target: LagTarget): string {
  return `sum(kafka_consumergroup_lag${lagSelector(target)})`;
}

/** Messages that a consumer group has done with, a second. */
export function consumedRate(target: LagTarget, window: Window): string {
  return `sum(rate(kafka_consumergroup_current_offset${lagSelector(target)}[${window}]))`;
}

/** Per cent as a fraction, without the digits that binary fractions add: `99.9` is `0.999`. */
export function fraction(percent: number): number {
  return Number((percent / 100).toPrecision(12));
}

function sumOfRates(target: RequestTarget, metric: string, window: Window, matcher?: string): string {
  return `sum(rate(${metric}${selector(target, matcher)}[${window}]))`;
}

function selector({ namespace, job, pods }: RequestTarget, matcher?: string): string {
  const matchers = [
    `namespace=${JSON.stringify(namespace)}`,
    `job=${JSON.stringify(job)}`,
    ...(pods === undefined ? [] : [`pod=~${JSON.stringify(pods)}`]),
    ...(matcher === undefined ? [] : [matcher]),
  ];
  return `{${matchers.join(',')}}`;
}

/** What somebody waits for: a request or a message, not the steps within. */
function spanSelector({ namespace, service, pods }: SpanTarget): string {
  const matchers = {
    k8s_namespace_name: `=${JSON.stringify(namespace)}`,
    service_name: `=${JSON.stringify(service)}`,
    k8s_pod_name: `=~${JSON.stringify(pods)}`,
    span_kind: '=~"SPAN_KIND_(SERVER|CONSUMER)"',
  };
  return `{${Object.entries(matchers)
    .map((matcher) => matcher.join(''))
    .join(',')}}`;
}

function lagSelector({ group, topic }: LagTarget): string {
  return `{consumergroup=${JSON.stringify(group)},topic=${JSON.stringify(topic)}}`;
}

/** Prometheus 3 stores the bound of one second as `1.0`, Prometheus 2 as the program writes it. */
function bucket(seconds: number): string {
  return Number.isInteger(seconds) ? `le=~"${seconds}(\\\\.0)?"` : `le="${seconds}"`;
}
