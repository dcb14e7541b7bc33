import type { IPrometheusRule } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PrometheusRule';
import { consumerGroup } from '../model/addresses';
import { BURN_RATES, type BurnRate, TOO_FAR_BEHIND, TOO_MANY_ERRORS, WINDOWS } from '../model/alerting';
import { scalingOf } from '../model/consumption';
import type { TopicEdge } from '../model/graph';
import { consumerLag } from '../model/promql';
import { type Objective, percentText } from '../model/slo';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';
import { answered, type CountedRequests, called, chosenBy, missed } from './counted-requests';

type Rule = NonNullable<NonNullable<IPrometheusRule['spec']['groups']>[number]['rules']>[number];

/**
 * Records rate, errors and duration of the requests that a service gets, and of the calls that it counts on; calls its owner
 * when they are not as promised.
 */
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
  return [...answered(view), ...called(view)].flatMap(({ recorded, labels, objectives, ...requests }) => {
    const windows = objectives.length > 0 ? WINDOWS : (['5m'] as const);
    return [
      { record: recorded.requests, expr: requests.rate('5m'), labels },
      { record: recorded.duration, expr: requests.quantile(99, '5m'), labels },
      ...windows.map((window) => ({ record: recorded.errors(window), expr: requests.errors(window), labels })),
      ...objectives.flatMap(({ underSeconds }) =>
        underSeconds === undefined
          ? []
          : WINDOWS.map((window) => ({
              record: recorded.slow(window),
              expr: requests.slow(underSeconds, window),
              labels,
            })),
      ),
    ];
  });
}

function alerts(view: ServiceView): Rule[] {
  return [
    ...answered(view).flatMap((requests) => [tooManyErrors(view, requests), ...budgetBurns(view, requests)]),
    ...called(view).flatMap((requests) => budgetBurns(view, requests)),
    ...tooFarBehind(view),
  ];
}

function budgetBurns(view: ServiceView, requests: CountedRequests): Rule[] {
  return requests.objectives.flatMap((objective) =>
    burnRatesOf(objective).map((burn) => budgetBurn(view, requests, { objective, burn })),
  );
}

/** At 90 % no failure is fast enough to spend the budget 14.4 times too fast: such an alert could never fire. */
function burnRatesOf({ budget }: Objective): readonly BurnRate[] {
  return BURN_RATES.filter(({ factor }) => factor * budget < 1);
}

function tooManyErrors(view: ServiceView, { recorded, labels, words }: CountedRequests): Rule {
  const { name } = view.node.service;
  const { ratio, leastRate } = TOO_MANY_ERRORS;
  const chosen = chosenBy(labels);
  return {
    alert: TOO_MANY_ERRORS.alert,
    expr: `${recorded.errors('5m')}${chosen} > ${ratio} and ${recorded.requests}${chosen} > ${leastRate}`,
    for: TOO_MANY_ERRORS.for,
    labels: { ...alertLabels(view, 'page'), ...labels },
    annotations: annotations(
      view,
      `${name} fails {{ $value | humanizePercentage }} of its ${words}`,
      `more than ${ratio * 100} % for ${TOO_MANY_ERRORS.for}, at more than ${leastRate} requests a second`,
    ),
  };
}

interface Burning {
  readonly objective: Objective;
  readonly burn: BurnRate;
}

function budgetBurn(view: ServiceView, requests: CountedRequests, { objective, burn }: Burning): Rule {
  const { recorded, labels, upstream, words } = requests;
  const { slo, budget } = objective;
  const { severity, factor, long, short } = burn;
  const metric = missed(recorded, slo);
  const over = (window: string): string => `${metric(window)}${chosenBy(labels)} > ${factor} * ${budget}`;
  const whose = upstream === undefined ? '' : ` with ${upstream}`;
  return {
    alert: 'ErrorBudgetBurn',
    expr: `${over(long)} and ${over(short)}`,
    labels: { ...alertLabels(view, severity), ...labels, slo, window: long },
    annotations: annotations(
      view,
      `${view.node.name} spends its error budget of ${slo}${whose} ${factor} times as fast as it may`,
      `{{ $value | humanizePercentage }} of its ${words} of ${long} missed the objective, and ${percentText(budget)} may`,
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
