import type { Issues } from './issue';
import type { PodPeer } from './peer';

/** How trace context travels: names of OpenTelemetry's propagators. */
export type Propagator = 'tracecontext' | 'baggage' | 'b3' | 'b3multi' | 'jaeger' | 'xray';

/** The collector that takes the services' spans. */
export interface TracingOptions extends PodPeer {
  /** Its OTLP address: `http://collector.tracing.svc:4317`. */
  readonly endpoint: string;
  /**
   * @default - `http/protobuf` on port 4318, else `grpc`
   */
  readonly protocol?: 'grpc' | 'http/protobuf';
  /**
   * Headers that carry the trace from service to service. `b3multi` are the `X-B3-…` headers of Zipkin.
   * @default - `tracecontext` (W3C) and `baggage`
   */
  readonly propagators?: readonly Propagator[];
  /**
   * Whether it counts how long spans take, by its connector `span_metrics` under the usual names and in milliseconds, with
   * `k8s.namespace.name` and `k8s.pod.name` among the dimensions, for the environment's Prometheus: a canary's times are
   * then compared with the old version's path by path. For objectives of calls it needs `server.address`,
   * `http.response.status_code` and `rpc.response.status_code`, too.
   * @default false
   */
  readonly spanMetrics?: boolean | SpanMetricsOptions;
}

export interface SpanMetricsOptions {
  /**
   * Bounds of the buckets that it counts the time of spans in, in seconds.
   * @default - the connector's: 0.002, 0.004, 0.006, 0.008, 0.01, 0.05, 0.1, 0.2, 0.4, 0.8, 1, 1.4, 2, 5, 10, 15
   */
  readonly buckets?: readonly number[];
}

export interface ResolvedTracing extends PodPeer {
  readonly endpoint: string;
  readonly port: number;
  readonly protocol: 'grpc' | 'http/protobuf';
  readonly propagators: readonly Propagator[];
  /** Undefined: nobody counts spans. */
  readonly spanMetrics?: Required<SpanMetricsOptions>;
}

const BUCKETS = [0.002, 0.004, 0.006, 0.008, 0.01, 0.05, 0.1, 0.2, 0.4, 0.8, 1, 1.4, 2, 5, 10, 15];

/** OTLP's own ports. */
const HTTP_PORT = 4318;

export function resolveTracing(options: TracingOptions, issues: Issues): ResolvedTracing | undefined {
  const match = /^https?:\/\/[^/:]+:(\d+)\/?$/.exec(options.endpoint);
  if (match === null) {
    issues.error(
      'tracing-endpoint',
      `tracing endpoint '${options.endpoint}' must be an address with a port, like 'http://collector.tracing.svc:4317'`,
    );
    return undefined;
  }
  const port = Number(match[1]);
  const { spanMetrics, ...rest } = options;
  return {
    ...rest,
    port,
    protocol: options.protocol ?? (port === HTTP_PORT ? 'http/protobuf' : 'grpc'),
    propagators: options.propagators ?? ['tracecontext', 'baggage'],
    ...(spanMetrics && { spanMetrics: { buckets: BUCKETS, ...(spanMetrics !== true && spanMetrics) } }),
  };
}
