/** Queries over what the collector's connector `span_metrics` counts; closed, like those of `promql.ts`. */

import { bucket, fraction, type Window } from './promql';

/** Whose spans are looked at. */
export interface SpanTarget {
  readonly namespace: string;
  /** The attribute `service.name`. */
  readonly service: string;
  /** Regular expression that the pods' names must match as a whole. */
  readonly pods: string;
}

/** The calls of one service to one host, as the caller sees them. */
export interface CallTarget {
  readonly namespace: string;
  /** The caller: the attribute `service.name`. */
  readonly service: string;
  /** The attribute `server.address`. */
  readonly host: string;
}

/** The histogram, and the labels that a path has in it. */
const SPANS = 'traces_span_metrics_duration_milliseconds';
const PATH = 'span_kind, span_name';

/**
 * A call that failed by the callee's fault, or without an answer: the codes that fail a request, too, which a span tells by name
 * or by number.
 */
const FAILED: readonly Matcher[] = [
  ['status_code', '=', 'STATUS_CODE_ERROR'],
  ['http_response_status_code', '!~', '4..'],
  [
    'rpc_response_status_code',
    '!~',
    'CANCELLED|INVALID_ARGUMENT|NOT_FOUND|ALREADY_EXISTS|PERMISSION_DENIED|RESOURCE_EXHAUSTED|FAILED_PRECONDITION|ABORTED|OUT_OF_RANGE|UNAUTHENTICATED',
  ],
  ['rpc_grpc_status_code', '!~', '1|3|5|6|7|8|9|10|11|16'],
];

type Matcher = readonly [label: string, operator: '=' | '=~' | '!~', value: string];

/** Calls a second. */
export function callRate(target: CallTarget, window: Window): string {
  return sumOfRates(series('count', callMatchers(target)), window);
}

/** The part of the calls that failed, 0 to 1; NaN without calls. */
export function failedCallRatio(target: CallTarget, window: Window): string {
  const all = callRate(target, window);
  const failed = sumOfRates(series('count', [...callMatchers(target), ...FAILED]), window);
  return `((${failed} or 0 * ${all}) / ${all})`;
}

/** The part of the calls that took longer than a bound of the collector's buckets, 0 to 1. */
export function slowCallRatio(target: CallTarget, underSeconds: number, window: Window): string {
  // 1.1 s are 1100 ms, where the machine's arithmetic says 1100.0000000000002.
  const bound = bucket(Number((underSeconds * 1000).toPrecision(12)));
  const quick = sumOfRates(series('bucket', callMatchers(target), bound), window);
  return `(1 - ${quick} / ${callRate(target, window)})`;
}

/** The time within which a percentage of the calls had an answer, in seconds. */
export function callLatencyQuantile(target: CallTarget, percent: number, window: Window): string {
  return `(${quantile(callMatchers(target), { percent, by: 'le', window })} / 1000)`;
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
  const time = (of: SpanTarget): string => quantile(pathMatchers(of), { percent, by: `le, ${PATH}`, window });
  const rate = `sum by (${PATH}) (rate(${series('count', pathMatchers(target))}[${window}]))`;
  return `max(${time(target)} / ${time(than)} and ${rate} > ${leastRate})`;
}

function quantile(
  matchers: readonly Matcher[],
  { percent, by, window }: { readonly percent: number; readonly by: string; readonly window: Window },
): string {
  return `histogram_quantile(${fraction(percent)}, sum by (${by}) (rate(${series('bucket', matchers)}[${window}])))`;
}

function sumOfRates(counter: string, window: Window): string {
  return `sum(rate(${counter}[${window}]))`;
}

function series(part: 'count' | 'bucket', matchers: readonly Matcher[], ...more: readonly string[]): string {
  const texts = matchers.map(([label, operator, value]) => `${label}${operator}${JSON.stringify(value)}`);
  return `${SPANS}_${part}{${[...texts, ...more].join(',')}}`;
}

function callMatchers({ namespace, service, host }: CallTarget): readonly Matcher[] {
  return [
    ['k8s_namespace_name', '=', namespace],
    ['service_name', '=', service],
    ['span_kind', '=', 'SPAN_KIND_CLIENT'],
    ['server_address', '=', host],
  ];
}

/** What somebody waits for: a request or a message, not the steps within. */
function pathMatchers({ namespace, service, pods }: SpanTarget): readonly Matcher[] {
  return [
    ['k8s_namespace_name', '=', namespace],
    ['service_name', '=', service],
    ['k8s_pod_name', '=~', pods],
    ['span_kind', '=~', 'SPAN_KIND_(SERVER|CONSUMER)'],
  ];
}
