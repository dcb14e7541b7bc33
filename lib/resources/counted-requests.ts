import { calledHost } from '../model/call-slo';
import {
  errorRatio,
  latencyQuantile,
  type RequestProtocol,
  type RequestTarget,
  requestRate,
  slowRatio,
  type Window,
} from '../model/promql';
import { measuredProtocols, type Objective } from '../model/slo';
import { type CallTarget, callLatencyQuantile, callRate, failedCallRatio, slowCallRatio } from '../model/span-promql';
import type { ServiceView } from '../model/view';

/** Requests that are counted together: those that a service gets by one protocol, or those that it sends to one upstream. */
export interface CountedRequests {
  /** Names of what is recorded of them, which alerts, panels and analyses ask for. */
  readonly recorded: Recorded;
  /** What tells them from others in what is recorded. */
  readonly labels: Readonly<Record<string, string>>;
  /** Whom they go to, if they are those that a service sends. */
  readonly upstream?: string;
  readonly objectives: readonly Objective[];
  /** What they are, in words. */
  readonly words: string;
  readonly rate: (window: Window) => string;
  readonly errors: (window: Window) => string;
  readonly slow: (underSeconds: number, window: Window) => string;
  readonly quantile: (percent: number, window: Window) => string;
}

export interface Recorded {
  readonly requests: string;
  readonly duration: string;
  readonly errors: (window: string) => string;
  readonly slow: (window: string) => string;
}

/** Of the requests that services get. */
export const RECORDED = recordedBy('service');
/** Of those that they send, as they see them. */
const RECORDED_CALLS = recordedBy('edge');

function recordedBy(level: 'service' | 'edge'): Recorded {
  return {
    requests: `${level}:requests:rate5m`,
    duration: `${level}:request_duration_seconds:p99_5m`,
    errors: (window) => `${level}:request_errors:ratio_rate${window}`,
    slow: (window) => `${level}:slow_requests:ratio_rate${window}`,
  };
}

/** What a service answers, by protocol. */
export function answered({ node: { service } }: ServiceView): readonly CountedRequests[] {
  const { namespace, name } = service;
  return measuredProtocols(service.servingPorts).map((protocol) => {
    const target: RequestTarget = { namespace, job: name, protocol };
    return {
      recorded: RECORDED,
      labels: answeredLabels(service, protocol),
      objectives: service.slo?.objectives ?? [],
      words: `${protocol} requests`,
      rate: (window) => requestRate(target, window),
      errors: (window) => errorRatio(target, window),
      slow: (underSeconds, window) => slowRatio(target, underSeconds, window),
      quantile: (percent, window) => latencyQuantile(target, percent, window),
    };
  });
}

/** The calls of a service that it counts on something of. */
export function called({ node, graph }: ServiceView): readonly CountedRequests[] {
  const { namespace, name: service } = node.service;
  return graph.outgoingOf(node.path).flatMap((edge) => {
    if (edge.slo === undefined) return [];
    const target: CallTarget = { namespace, service, host: calledHost(edge) };
    return {
      recorded: RECORDED_CALLS,
      labels: { namespace, service, upstream: edge.to.name },
      upstream: edge.to.name,
      objectives: edge.slo.objectives,
      words: `requests to ${edge.to.name}`,
      rate: (window) => callRate(target, window),
      errors: (window) => failedCallRatio(target, window),
      slow: (underSeconds, window) => slowCallRatio(target, underSeconds, window),
      quantile: (percent, window) => callLatencyQuantile(target, percent, window),
    };
  });
}

export function answeredLabels(
  { namespace, name }: Pick<ServiceView['node']['service'], 'namespace' | 'name'>,
  protocol: RequestProtocol,
): Readonly<Record<string, string>> {
  return { namespace, service: name, protocol };
}

/** What is recorded of the requests that miss an objective. */
export function missed({ errors, slow }: Recorded, slo: Objective['slo']): (window: string) => string {
  return slo === 'availability' ? errors : slow;
}

/** Chooses what is recorded of some requests. */
export function chosenBy(labels: Readonly<Record<string, string>>): string {
  const matchers = Object.entries(labels).map(([label, value]) => `${label}="${value}"`);
  return `{${matchers.join(',')}}`;
}
