import type { ResolvedEnvironment } from './environment';
import type { CallEdge, ExternalEdge, ServiceNode } from './graph';
import type { Issues } from './issue';
import { type ResolvedSlo, resolveObjectives, type SloOptions } from './slo';

interface Call {
  readonly caller: ServiceNode;
  /** The name of whom it calls. */
  readonly callee: string;
  readonly timeoutSeconds?: number;
}

/** What a caller counts on of one of its upstreams, measured at the caller: by the spans that it sends for its calls. */
export function resolveCallSlo(
  options: SloOptions,
  { caller, callee, timeoutSeconds = Number.POSITIVE_INFINITY }: Call,
  { tracing, monitoring }: Pick<ResolvedEnvironment, 'tracing' | 'monitoring'>,
  issues: Issues,
): ResolvedSlo {
  const of = ` of '${callee}'`;
  if (monitoring === undefined) {
    issues.error('slo', `slo${of} needs a Prometheus, and the environment has no monitoring: give it monitoring`);
  }
  const counted = tracing?.spanMetrics;
  if (counted === undefined) {
    issues.error(
      'slo',
      `slo${of} is measured by the caller's spans, and nobody counts them: give the environment tracing with spanMetrics: true`,
    );
  } else if (!caller.service.traced) {
    issues.error('slo', `slo${of} is measured by the caller's spans, and it sends none: leave out tracing: false`);
  }
  const checkBound = (under: number): void => {
    if (counted && !counted.buckets.includes(under)) {
      issues.error(
        'slo',
        `latency's under${of} is ${under} s, and the collector's buckets end at ${counted.buckets.join(', ')} s: take one of these, or say which it has in tracing.spanMetrics: { buckets: [${under}, …] }`,
      );
    }
    if (under > timeoutSeconds) {
      issues.error(
        'slo',
        `latency's under${of} is ${under} s, and the caller waits ${timeoutSeconds} s: no call could miss it, so take less than the timeout`,
      );
    }
  };
  return resolveObjectives(options, { of, checkBound }, issues);
}

/** The host that a caller is told, and that its spans name. */
export function calledHost({ to }: CallEdge | ExternalEdge): string {
  return to.kind === 'service' ? to.service.names.service : to.external.host;
}
