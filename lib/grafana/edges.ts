import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import { type DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import { consumerGroup } from '../model/addresses';
import { consumerLag } from '../model/promql';
import { measuredProtocols } from '../model/slo';
import type { ServiceView } from '../model/view';
import { answeredLabels, called, chosenBy, RECORDED, type Recorded } from '../resources/counted-requests';
import { budgetPanel, spent } from './budget';
import { panel } from './panels';

/** Those that it calls, as they see themselves and as it sees them, and the topics that it reads. */
export function edges(dashboard: DashboardBuilder, view: ServiceView, datasource: DataSourceRef): void {
  const panels = [...upstreams(view, datasource), ...objectives(view, datasource), ...topics(view, datasource)];
  if (panels.length > 0) dashboard.withRow(new RowBuilder('Edges'));
  for (const each of panels) dashboard.withPanel(each);
}

function upstreams({ graph, node }: ServiceView, datasource: DataSourceRef): readonly PanelBuilder[] {
  return graph.callsFrom(node.path).flatMap(({ to: { name, service }, port }) => {
    if (service.metrics === undefined) return [];
    return measuredProtocols([port]).flatMap((protocol) =>
      errorsAndLatency(datasource, {
        recorded: RECORDED,
        labels: answeredLabels(service, protocol),
        errors: `${name}: errors of ${protocol}`,
        latency: `${name}: latency of ${protocol}`,
      }),
    );
  });
}

/** What it counts on of its upstreams, measured here. */
function objectives(view: ServiceView, datasource: DataSourceRef): readonly PanelBuilder[] {
  return called(view).flatMap((requests) => {
    const { recorded, labels, upstream } = requests;
    return [
      ...errorsAndLatency(datasource, {
        recorded,
        labels,
        errors: `${upstream}: errors seen here`,
        latency: `${upstream}: latency seen here`,
      }),
      ...requests.objectives.map((objective) =>
        budgetPanel(datasource, `Budget spent with ${upstream}: ${objective.slo}`, spent(requests, objective, '')),
      ),
    ];
  });
}

interface Shown {
  readonly recorded: Recorded;
  readonly labels: Readonly<Record<string, string>>;
  /** Title of the panel of errors. */
  readonly errors: string;
  /** Title of the panel of latency. */
  readonly latency: string;
}

function errorsAndLatency(
  datasource: DataSourceRef,
  { recorded, labels, errors, latency }: Shown,
): readonly PanelBuilder[] {
  const series = chosenBy(labels);
  return [
    panel(datasource, {
      title: errors,
      unit: 'percentunit',
      queries: [{ expr: `${recorded.errors('5m')}${series}`, legend: 'failed' }],
    }),
    panel(datasource, {
      title: latency,
      unit: 's',
      queries: [{ expr: `${recorded.duration}${series}`, legend: '99 % within' }],
    }),
  ];
}

function topics({ graph, node, environment }: ServiceView, datasource: DataSourceRef): readonly PanelBuilder[] {
  const group = consumerGroup(environment.name, node.name);
  const read = graph.topicsOf(node.path).filter(({ kind }) => kind === 'consumes');
  return read.map(({ to: { topic } }) =>
    panel(datasource, {
      title: `${topic.topicName}: not yet read`,
      unit: 'short',
      queries: [{ expr: consumerLag({ group, topic: topic.topicName }), legend: 'messages' }],
    }),
  );
}
