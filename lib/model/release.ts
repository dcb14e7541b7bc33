import { TOO_MANY_ERRORS } from './alerting';
import type { ResolvedEnvironment } from './environment';
import type { ResolvedIngress } from './ingress';
import type { Issues } from './issue';
import type { MonitoringOptions, ResolvedMetrics } from './monitoring';
import type { ResolvedPort } from './ports';
import type { RequestProtocol } from './promql';
import type { Routing } from './routing';
import type { ResolvedScaling } from './scaling';
import { measuredProtocols } from './slo';
import { checkRouting, type ResolvedTraffic, resolveTraffic } from './traffic';
import { type DurationLike, toSeconds } from './units';

/**
 * How a new version or configuration takes the place of the old one: pod by pod (`'rolling'`), or by Argo Rollouts, on
 * some of the pods first, where its requests are judged.
 */
export type ReleaseStrategy = 'rolling' | { readonly canary: CanaryOptions };

/** When a canary is good enough to go on. */
export interface CanaryOptions {
  /**
   * Part of the pods, or of the requests by the way in, that the new version has while it is judged, in per cent.
   * @default 10
   */
  readonly weightPercent?: number;
  /**
   * What the weight is a share of. With `'routes'` the way in divides its requests by it, and calls within the cluster still
   * go by pods; it needs a plugin in Argo Rollouts for Gateway API, and twice the pods for a moment.
   * @default 'pods'
   */
  readonly traffic?: 'pods' | 'routes';
  /**
   * How long it is judged: at least two minutes.
   * @default - 10 min
   */
  readonly judge?: DurationLike;
  /**
   * Part of its requests that may fail by its own fault, in per cent.
   * @default 5
   */
  readonly errorPercent?: number;
  /**
   * How much longer its requests may take than the old version's, in per cent, at the 95th percentile: all together, and
   * those of each path where the collector counts spans (`tracing.spanMetrics`).
   * @default 50
   */
  readonly slowerPercent?: number;
}

/** How a service's canary is judged. */
export interface ResolvedCanary {
  readonly weightPercent: number;
  readonly errorPercent: number;
  readonly slowerPercent: number;
  /** Time between two measurements, and the time that each looks back. */
  readonly windowSeconds: number;
  readonly measurements: number;
  readonly protocols: readonly RequestProtocol[];
  /** Whether its times are known path by path. */
  readonly paths: boolean;
  /** Where Prometheus is asked. */
  readonly prometheus: string;
  /** Present: the weight is a share of the requests by the way in. */
  readonly traffic?: ResolvedTraffic;
}

/** What decides whether a canary of it can be judged. */
interface Judged {
  readonly name: string;
  /** Name of its Service. */
  readonly service: string;
  readonly scaling: ResolvedScaling;
  readonly ports: readonly ResolvedPort[];
  readonly metrics?: ResolvedMetrics;
  readonly traced: boolean;
  readonly ingress?: ResolvedIngress;
}

/** What is too many errors for an alert is too many for a canary. */
const DEFAULTS = { weightPercent: 10, errorPercent: TOO_MANY_ERRORS.ratio * 100, slowerPercent: 50 };
const JUDGE_SECONDS = 600;
const SHORTEST_WINDOW_SECONDS = 60;
/** One bad measurement may be chance: a canary is aborted at the second. */
export const BAD_MEASUREMENTS = 1;
const LEAST_MEASUREMENTS = BAD_MEASUREMENTS + 1;
/** A rate wants some scrapes within its window, of which one may fail. */
const SCRAPES_IN_WINDOW = 4;
/** Kubernetes cuts what it generates a pod's name from at 58: `<service>-<hash of ten>-` must stay whole. */
const LONGEST_NAME = 46;

/** Checks the figures, once an environment. */
export function checkRelease(
  { rollout, routing }: { readonly rollout: ReleaseStrategy; readonly routing?: Routing | undefined },
  issues: Issues,
): void {
  if (rollout === 'rolling') return;
  const { canary } = rollout;
  const { weightPercent, errorPercent, slowerPercent } = { ...DEFAULTS, ...canary };
  checkRange('weightPercent', weightPercent, [1, 99], issues);
  checkRange('errorPercent', errorPercent, [0, 100], issues);
  checkRange('slowerPercent', slowerPercent, [0, Number.MAX_SAFE_INTEGER], issues);
  if (canary.traffic === 'routes') checkRouting(routing, issues);
  const least = LEAST_MEASUREMENTS * SHORTEST_WINDOW_SECONDS;
  const seconds = judgeSeconds(canary);
  if (seconds >= least) return;
  issues.error(
    'canary',
    `canary.judge is ${seconds} s: it must be at least ${least} s, because one bad measurement of a minute may be chance`,
  );
}

/** No canary: the service is rolled. Where the environment wants a canary and nothing can judge it, a note says why. */
export function resolveRelease(
  service: Judged,
  { rollout, monitoring, routing, tracing }: ResolvedEnvironment,
  issues: Issues,
): { readonly canary?: ResolvedCanary } {
  if (rollout === 'rolling') return {};
  const { metrics, ports, traced } = service;
  const protocols = measuredProtocols(ports);
  const reason = reasonAgainst(service, protocols);
  if (reason !== undefined || monitoring === undefined || metrics === undefined) {
    issues.note('no-canary', `new versions roll out pod by pod, without a canary: ${reason}`);
    return {};
  }
  const paths = traced && tracing?.spanMetrics !== undefined;
  const traffic = rollout.canary.traffic === 'routes' && resolveTraffic({ ...service, routing }, issues);
  return {
    canary: {
      ...resolveCanary(rollout.canary, { metrics, protocols, paths, monitoring }),
      ...(traffic && { traffic }),
    },
  };
}

interface Measured {
  readonly metrics: ResolvedMetrics;
  readonly protocols: readonly RequestProtocol[];
  readonly paths: boolean;
  readonly monitoring: MonitoringOptions;
}

function resolveCanary(canary: CanaryOptions, { metrics, protocols, paths, monitoring }: Measured): ResolvedCanary {
  const windowSeconds = Math.max(SHORTEST_WINDOW_SECONDS, SCRAPES_IN_WINDOW * metrics.intervalSeconds);
  return {
    weightPercent: canary.weightPercent ?? DEFAULTS.weightPercent,
    errorPercent: canary.errorPercent ?? DEFAULTS.errorPercent,
    slowerPercent: canary.slowerPercent ?? DEFAULTS.slowerPercent,
    windowSeconds,
    measurements: Math.max(LEAST_MEASUREMENTS, Math.floor(judgeSeconds(canary) / windowSeconds)),
    protocols,
    paths,
    prometheus: prometheusUrl(monitoring),
  };
}

function reasonAgainst({ metrics, name, scaling }: Judged, protocols: readonly RequestProtocol[]): string | undefined {
  if (protocols.length === 0) return 'it answers no requests, http or grpc, that it could be judged by';
  if (metrics === undefined) return 'nobody scrapes metrics that it could be judged by';
  // A Deployment that does not say how many pods it has begins with one, until the Rollout takes over.
  if (scaling.min === 0) return 'it has no pods';
  if (name.length <= LONGEST_NAME) return undefined;
  return `its pods are not told apart by name, as '${name}' has ${name.length} characters and not at most ${LONGEST_NAME}`;
}

/** The Prometheus operator makes a Service of this name beside every Prometheus. */
function prometheusUrl({ url, namespace }: MonitoringOptions): string {
  return url ?? `http://prometheus-operated.${namespace}.svc:9090`;
}

/** How long a canary is judged before all pods are of the new version. */
export function judgeSeconds({ judge }: CanaryOptions): number {
  return judge ? toSeconds(judge) : JUDGE_SECONDS;
}

function checkRange(field: string, value: number, [least, most]: readonly [number, number], issues: Issues): void {
  if (value >= least && value <= most) return;
  const allowed = most > 100 ? `at least ${least}` : `from ${least} to ${most}`;
  issues.error('canary', `canary.${field} is ${value}: it must be per cent, ${allowed}`);
}
