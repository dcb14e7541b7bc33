import type { IAnalysisTemplate } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/AnalysisTemplate';
import { TOO_MANY_ERRORS } from '../model/alerting';
import {
  errorRate,
  fraction,
  latencyQuantile,
  type RequestProtocol,
  type RequestTarget,
  requestRate,
  type Window,
} from '../model/promql';
import { BAD_MEASUREMENTS, type ResolvedCanary } from '../model/release';
import { type SpanTarget, slowestPath } from '../model/span-promql';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';
import { HASHES } from './rollout';

type Metric = NonNullable<NonNullable<IAnalysisTemplate['spec']>['metrics']>[number];

const LATENCY_PERCENTILE = 95;
/** Requests a second of the new pods: of fewer than sixty in a window the percentile is the time of the two or three slowest. */
const LEAST_TIMED_RATE = 1;

/** Judges a canary by its own requests: the part that fails, and the time they take beside those of the old pods. */
export function analysisTemplate(view: ServiceView, canary: ResolvedCanary): Blueprint<IAnalysisTemplate> {
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AnalysisTemplate',
    ...identity(view),
    body: () => ({
      spec: {
        args: Object.values(HASHES).map((name) => ({ name })),
        metrics: [
          errors(view, canary),
          ...canary.protocols.map((protocol) => latency(view, { ...canary, protocol })),
          ...(canary.paths ? [paths(view, canary)] : []),
        ],
      },
    }),
  };
}

/** Without requests there is no judgement: the release stays where it is until somebody promotes or aborts it. */
function errors(view: ServiceView, canary: ResolvedCanary): Metric {
  const window: Window = `${canary.windowSeconds}s`;
  const all = (part: (target: RequestTarget, window: Window) => string): string =>
    `(${canary.protocols.map((protocol) => `(${part(target(view, protocol, 'canary'), window)} or vector(0))`).join(' + ')})`;
  return metric(canary, {
    name: 'errors',
    query: `${all(errorRate)} / (${all(requestRate)} > ${TOO_MANY_ERRORS.leastRate})`,
    most: fraction(canary.errorPercent),
    inconclusiveLimit: canary.measurements - 1,
  });
}

/** A protocol that hardly anybody speaks says nothing against a release. */
function latency(view: ServiceView, canary: ResolvedCanary & { readonly protocol: RequestProtocol }): Metric {
  const { protocol, slowerPercent } = canary;
  const window: Window = `${canary.windowSeconds}s`;
  const time = (version: Version): string =>
    latencyQuantile(target(view, protocol, version), LATENCY_PERCENTILE, window);
  return metric(canary, {
    name: `latency-${protocol}`,
    query: `${time('canary')} / ${time('stable')} and ${requestRate(target(view, protocol, 'canary'), window)} > ${LEAST_TIMED_RATE}`,
    most: fraction(100 + slowerPercent),
    inconclusiveLimit: canary.measurements,
  });
}

/** The slow path of a service is not seen in all its requests together, if few of them go that way. */
function paths({ node }: ServiceView, canary: ResolvedCanary): Metric {
  const { namespace, name: service } = node.service;
  const of = (version: Version): SpanTarget => ({ namespace, service, pods: podsOf(service, version) });
  const window: Window = `${canary.windowSeconds}s`;
  return metric(canary, {
    name: 'paths',
    query: slowestPath(of('canary'), of('stable'), {
      percent: LATENCY_PERCENTILE,
      leastRate: LEAST_TIMED_RATE,
      window,
    }),
    most: fraction(100 + canary.slowerPercent),
    inconclusiveLimit: canary.measurements,
  });
}

type Version = keyof typeof HASHES;

function target({ node }: ServiceView, protocol: RequestProtocol, version: Version): RequestTarget {
  const { namespace, name } = node.service;
  return { namespace, job: name, protocol, pods: podsOf(name, version) };
}

function podsOf(service: string, version: Version): string {
  return `${service}-{{args.${HASHES[version]}}}-.+`;
}

interface Judgement {
  readonly name: string;
  readonly query: string;
  /** The largest value that is good. */
  readonly most: number;
  /** How many measurements may have no answer. */
  readonly inconclusiveLimit: number;
}

/** No series and NaN meet neither condition: such a measurement is for nothing and against nothing. */
function metric(canary: ResolvedCanary, { name, query, most, inconclusiveLimit }: Judgement): Metric {
  return {
    name,
    interval: `${canary.windowSeconds}s`,
    count: canary.measurements,
    failureLimit: BAD_MEASUREMENTS,
    inconclusiveLimit,
    successCondition: `len(result) > 0 && result[0] <= ${most}`,
    failureCondition: `len(result) > 0 && result[0] > ${most}`,
    provider: { prometheus: { address: canary.prometheus, query } },
  };
}
