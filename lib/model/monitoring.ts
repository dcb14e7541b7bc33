import type { AlertReceiver } from './alerting';
import type { Issues } from './issue';
import type { PodPeer } from './peer';
import { METRICS_PORT, type ResolvedPort } from './ports';
import { type DurationLike, toSeconds } from './units';

/** How the environment's Prometheus finds and reaches what it scrapes. */
export interface MonitoringOptions extends PodPeer {
  /**
   * Labels that the Prometheus selects its ServiceMonitors by, like `{ release: 'kube-prometheus-stack' }`.
   * @default - none
   */
  readonly selectorLabels?: Readonly<Record<string, string>>;
  /**
   * Where alerts go, by the owner of the service that they are about. The cluster's own Alertmanager gets them all the same.
   * @default - there alone
   */
  readonly receivers?: Readonly<Record<string, AlertReceiver>>;
  /**
   * Where it answers queries: what a canary is judged by.
   * @default - 'http://prometheus-operated.<namespace>.svc:9090', the Service that the Prometheus operator makes
   */
  readonly url?: string;
}

/** What Prometheus scrapes of a service. */
export interface MetricsOptions {
  /**
   * Name of the port.
   * @default 'metrics'
   */
  readonly port?: string;
  /**
   * @default '/metrics'
   */
  readonly path?: string;
  /**
   * Time between two scrapes.
   * @default - 15 s
   */
  readonly interval?: DurationLike;
  /**
   * Bounds of the buckets that it counts the time of its requests in, in seconds.
   * @default - those of Prometheus' client libraries: 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10
   */
  readonly buckets?: readonly number[];
}

export interface ResolvedMetrics {
  readonly port: ResolvedPort;
  readonly path: string;
  readonly intervalSeconds: number;
  /** Bounds in seconds. */
  readonly buckets: readonly number[];
}

const INTERVAL_SECONDS = 15;
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function resolveMetrics(
  options: MetricsOptions | undefined,
  ports: readonly ResolvedPort[],
  monitored: boolean,
  issues: Issues,
): ResolvedMetrics | undefined {
  const wanted = options?.port ?? METRICS_PORT;
  const port = ports.find(({ name }) => name === wanted);
  if (port === undefined) {
    if (options !== undefined) {
      const known = ports.map(({ name }) => `'${name}'`).join(', ') || 'none';
      issues.error(
        'metrics-port',
        `metrics are on port '${wanted}', and the service's ports are ${known}: name one of them`,
      );
    }
    return undefined;
  }
  if (!monitored) {
    issues.note('no-monitoring', 'nobody scrapes the metrics: the environment has no monitoring');
    return undefined;
  }
  return {
    port,
    path: options?.path ?? '/metrics',
    intervalSeconds: options?.interval ? toSeconds(options.interval) : INTERVAL_SECONDS,
    buckets: options?.buckets ?? BUCKETS,
  };
}
