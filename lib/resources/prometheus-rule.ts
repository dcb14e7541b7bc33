import type { IPrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { consumerGroup } from '../model/addresses';
import { BURN_RATES, type BurnRate, TOO_FAR_BEHIND, TOO_MANY_ERRORS, WINDOWS } from '../model/alerting';
import { scalingOf } from '../model/consumption';
import type { TopicEdge } from '../model/graph';
import {
  consumerLag,
  errorRatio,
  latencyQuantile,
  type RequestProtocol,
  type RequestTarget,
  requestRate,
  slowRatio,
} from '../model/promql';
import { measuredProtocols, type Objective } from '../model/slo';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';

type Rule = NonNullable<NonNullable<IPrometheusRule['spec']['groups']>[number]['rules']>[number];

/** What is recorded of a service's requests, under the names that alerts, panels and analyses ask for. */
export const RECORDED = {
  requests: 'service:requests:rate5m',
  duration: 'service:request_duration_seconds:p99_5m',
  errors: (window: string): string => `service:request_errors:ratio_rate${window}`,
  slow: (window: string): string => `service:slow_requests:ratio_rate${window}`,
} as const;

/** Records rate, errors and duration of a service's requests, and calls its owner when they are not as promised. */
export function prometheusRule(view: ServiceView): Blueprint<IPrometheusRule> {
  const own = identity(view);
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PrometheusRule',
    ...own,
    labels: { ...own.labels, ...view.environment.monitoring?.selectorLabels },
    body: () => ({
      spec: {
        groups: [
          { name: `${own.namespace}.${own.name}.recorded`, rules: recorded(view) },
          { name: `${own.namespace}.${own.name}.alerts`, rules: alerts(view) },
        ].filter(({ rules }) => rules.length > 0),
      },
    }),
  };
}

function recorded(view: ServiceView): Rule[] {
  const { namespace, name, slo } = view.node.service;
  return protocols(view).flatMap((protocol) => {
    const target: RequestTarget = { namespace, job: name, protocol };
    const labels = { namespace, service: name, protocol };
    const windows = slo ? WINDOWS : (['5m'] as const);
    return [
      { record: RECORDED.requests, expr: requestRate(target, '5m'), labels },
      { record: RECORDED.duration, expr: latencyQuantile(target, 99, '5m'), labels },
      ...windows.map((window) => ({ record: RECORDED.errors(window), expr: errorRatio(target, window), labels })),
      ...latencies(view).flatMap(({ underSeconds }) =>
        WINDOWS.map((window) => ({
          record: RECORDED.slow(window),
          expr: slowRatio(target, underSeconds!, window),
          labels,
        })),
      ),
    ];
  });
}

function latencies({ node }: ServiceView): readonly Objective[] {
  return node.service.slo?.objectives.filter(({ slo }) => slo === 'latency') ?? [];
}

function protocols({ node }: ServiceView): readonly RequestProtocol[] {
  return measuredProtocols(node.service.servingPorts);
}

function alerts(view: ServiceView): Rule[] {
  const objectives = view.node.service.slo?.objectives ?? [];
  return [
    ...protocols(view).flatMap((protocol) => [
      tooManyErrors(view, protocol),
      ...objectives.flatMap((objective) =>
        burnRatesOf(objective).map((burn) => budgetBurn(view, { protocol, objective, burn })),
      ),
    ]),
    ...tooFarBehind(view),
  ];
}

/** At 90 % no failure is fast enough to spend the budget 14.4 times too fast: such an alert could never fire. */
function burnRatesOf({ budget }: Objective): readonly BurnRate[] {
  return BURN_RATES.filter(({ factor }) => factor * budget < 1);
}

function tooManyErrors(view: ServiceView, protocol: RequestProtocol): Rule {
  const { name } = view.node.service;
  const { ratio, leastRate } = TOO_MANY_ERRORS;
  const chosen = recordedOf(view.node.service, protocol);
  return {
    alert: TOO_MANY_ERRORS.alert,
    expr: `${RECORDED.errors('5m')}${chosen} > ${ratio} and ${RECORDED.requests}${chosen} > ${leastRate}`,
    for: TOO_MANY_ERRORS.for,
    labels: { ...alertLabels(view, 'page'), protocol },
    annotations: annotations(
      view,
      `${name} fails {{ $value | humanizePercentage }} of its ${protocol} requests`,
      `more than ${ratio * 100} % for ${TOO_MANY_ERRORS.for}, at more than ${leastRate} requests a second`,
    ),
  };
}

interface Burning {
  readonly protocol: RequestProtocol;
  readonly objective: Objective;
  readonly burn: BurnRate;
}

function budgetBurn(view: ServiceView, { protocol, objective, burn }: Burning): Rule {
  const { name } = view.node.service;
  const { slo, budget } = objective;
  const { severity, factor, long, short } = burn;
  const metric = missedOf(slo);
  const over = (window: string): string =>
    `${metric(window)}${recordedOf(view.node.service, protocol)} > ${factor} * ${budget}`;
  return {
    alert: 'ErrorBudgetBurn',
    expr: `${over(long)} and ${over(short)}`,
    labels: { ...alertLabels(view, severity), protocol, slo, window: long },
    annotations: annotations(
      view,
      `${name} spends its error budget of ${slo} ${factor} times as fast as it may`,
      `{{ $value | humanizePercentage }} of its ${protocol} requests of ${long} missed the objective, and ${percent(budget)} may`,
    ),
  };
}

function tooFarBehind(view: ServiceView): Rule[] {
  const { node, graph, environment } = view;
  const group = consumerGroup(environment.name, node.name);
  return graph
    .topicsOf(node.path)
    .filter(({ kind }) => kind === 'consumes')
    .map((edge) => {
      const topic = edge.to.topic.topicName;
      const most = mostUnread(view, edge);
      return {
        alert: 'TooFarBehind',
        expr: `${consumerLag({ group, topic })} > ${most}`,
        for: TOO_FAR_BEHIND.for,
        labels: { ...alertLabels(view, 'ticket'), topic },
        annotations: annotations(
          view,
          `${node.name} has {{ $value | humanize }} messages of ${topic} before it`,
          `more than ${most} for ${TOO_FAR_BEHIND.for}`,
        ),
      };
    });
}

/** A service that is scaled by lag is too far behind when as many pods as it may have are too few. */
function mostUnread({ node, graph }: ServiceView, { lagThreshold }: TopicEdge): number {
  if (lagThreshold === undefined) return TOO_FAR_BEHIND.messages;
  return lagThreshold * scalingOf(node.path, node.service.scaling, graph).max;
}

/** What is recorded of the requests that miss an objective. */
export function missedOf(slo: Objective['slo']): (window: string) => string {
  return slo === 'availability' ? RECORDED.errors : RECORDED.slow;
}

/** Chooses what is recorded of a service's requests of one protocol. */
export function recordedOf({ namespace, name }: RecordedService, protocol: RequestProtocol): string {
  return `{namespace="${namespace}",service="${name}",protocol="${protocol}"}`;
}

type RecordedService = Pick<ServiceView['node']['service'], 'namespace' | 'name'>;

/** What Alertmanager routes by. An AlertmanagerConfig sees the alerts of its own namespace alone. */
function alertLabels({ node, environment }: ServiceView, severity: BurnRate['severity']): Record<string, string> {
  const { namespace, name, labels } = node.service;
  return {
    severity,
    namespace,
    service: name,
    environment: environment.name,
    tier: environment.tier,
    ...(labels.owner !== undefined && { owner: labels.owner }),
  };
}

function annotations({ node }: ServiceView, summary: string, description: string): Record<string, string> {
  const { runbook } = node.service;
  return { summary, description, ...(runbook !== undefined && { runbook_url: runbook }) };
}

function percent(part: number): string {
  return `${Number((part * 100).toPrecision(9))} %`;
}
