import type { Issues } from './issue';
import type { ResolvedMetrics } from './monitoring';
import type { ResolvedPort } from './ports';
import type { RequestProtocol } from './promql';
import type { DurationLike } from './units';

/** What a service promises its callers, or what a caller counts on. */
export interface SloOptions {
  /**
   * Per cent of the requests that do not fail by the callee's fault, over 30 days: `99.9`.
   * @default - no objective
   */
  readonly availability?: number;
  /**
   * The part of the requests that is answered within a time.
   * @default - no objective
   */
  readonly latency?: LatencyObjective;
}

export interface LatencyObjective {
  /** Part of the requests, between 0 and 1: `0.99`. */
  readonly quantile: number;
  /**
   * Within which time. It has to be a bound of a bucket of the service's histogram, for a call of the collector's: only there
   * requests are counted.
   */
  readonly under: DurationLike;
}

export interface Objective {
  readonly slo: 'availability' | 'latency';
  /** The part of the requests that may miss it, between 0 and 1. */
  readonly budget: number;
  /** Of latency only. */
  readonly underSeconds?: number;
}

export interface ResolvedSlo {
  readonly objectives: readonly Objective[];
}

interface SloContext {
  readonly ports: readonly ResolvedPort[];
  readonly metrics: ResolvedMetrics | undefined;
  readonly monitored: boolean;
}

/** The protocols of a service whose requests are counted. */
export function measuredProtocols(ports: readonly ResolvedPort[]): readonly RequestProtocol[] {
  return (['http', 'grpc'] as const).filter((protocol) => ports.some((port) => port.protocol === protocol));
}

export function resolveSlo(options: SloOptions, context: SloContext, issues: Issues): ResolvedSlo {
  checkContext(context, issues);
  const checkBound = (under: number): void => {
    if (context.metrics) checkBucket(under, context.metrics.buckets, issues);
  };
  return resolveObjectives(options, { of: '', checkBound }, issues);
}

interface Promised {
  /** Whose, in words: ` of 'users'`. */
  readonly of: string;
  /** Says what is wrong with a time that latency is counted under. */
  readonly checkBound: (underSeconds: number) => void;
}

export function resolveObjectives(options: SloOptions, { of, checkBound }: Promised, issues: Issues): ResolvedSlo {
  const { availability, latency } = options;
  if (availability === undefined && latency === undefined) {
    issues.error('slo', `slo${of} names no objective: give it availability, like 99.9, or latency, or leave it out`);
  }
  const objectives: Objective[] = [];
  if (availability !== undefined) {
    checkAvailability(availability, of, issues);
    objectives.push({ slo: 'availability', budget: exact((100 - availability) / 100) });
  }
  if (latency !== undefined) {
    const underSeconds = latency.under.toMilliseconds() / 1000;
    checkLatency(latency.quantile, underSeconds, of, issues);
    if (underSeconds > 0) checkBound(underSeconds);
    objectives.push({ slo: 'latency', budget: exact(1 - latency.quantile), underSeconds });
  }
  return { objectives };
}

function checkContext({ ports, metrics, monitored }: SloContext, issues: Issues): void {
  if (measuredProtocols(ports).length === 0) {
    issues.error(
      'slo',
      'slo is about requests, and the service answers none: give it a port http or grpc, or leave slo out',
    );
  }
  if (!monitored) {
    issues.error(
      'slo',
      'slo needs a Prometheus, and the environment has no monitoring: give the environment monitoring',
    );
  } else if (metrics === undefined) {
    issues.error('slo', 'slo needs metrics, and the service has none: give it a port metrics, or metrics: { port }');
  }
}

function checkAvailability(availability: number, of: string, issues: Issues): void {
  if (availability > 0 && availability < 100) return;
  const fraction = availability === 100 ? ': nothing is available always' : '';
  issues.error(
    'slo',
    `availability${of} is ${availability}${fraction}: it must be per cent, more than 0 and less than 100, like 99.9`,
  );
}

function checkLatency(quantile: number, underSeconds: number, of: string, issues: Issues): void {
  if (!(quantile > 0 && quantile < 1)) {
    issues.error('slo', `latency's quantile${of} is ${quantile}: it must be more than 0 and less than 1, like 0.99`);
  }
  if (!(underSeconds > 0)) {
    issues.error('slo', `latency's under${of} is ${underSeconds} s: it must be more than 0`);
  }
}

/** Beyond a bound that is none no request is ever counted: the alert would stay silent for ever. */
function checkBucket(underSeconds: number, buckets: readonly number[], issues: Issues): void {
  if (buckets.includes(underSeconds)) return;
  issues.error(
    'slo',
    `latency's under is ${underSeconds} s, and the service's buckets end at ${buckets.join(', ')} s: take one of these, or say which it has in metrics: { buckets: [${underSeconds}, …] }`,
  );
}

/** A part in words: `99.9 %`. */
export function percentText(part: number): string {
  return `${exact(part * 100)} %`;
}

/** 0.001, where the machine's arithmetic says 0.0009999999999999432. */
function exact(value: number): number {
  return Number(value.toPrecision(9));
}
