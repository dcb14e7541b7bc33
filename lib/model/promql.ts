/**
 * Every PromQL expression over requests, and in `span-promql.ts` over spans: alerts, recording rules, panels and the analysis of a canary call these
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

function lagSelector({ group, topic }: LagTarget): string {
  return `{consumergroup=${JSON.stringify(group)},topic=${JSON.stringify(topic)}}`;
}

/** The bucket that ends at a bound: Prometheus 3 stores that of one second as `1.0`, Prometheus 2 as the program writes it. */
export function bucket(bound: number): string {
  return Number.isInteger(bound) ? `le=~"${bound}(\\\\.0)?"` : `le="${bound}"`;
}
