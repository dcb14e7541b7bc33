import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { consumerGroup } from '../model/addresses';
import { contentHash } from '../model/names';
import { podsUp, processCpu, processMemory, processStarts } from '../model/process-promql';
import { consumerLag, latencyQuantile } from '../model/promql';
import { measuredProtocols } from '../model/slo';
import type { ServiceView } from '../model/view';
import { missedOf, RECORDED, recordedOf } from '../resources/prometheus-rule';
import { panel } from './panels';

export interface Look {
  readonly datasource: DataSourceRef;
  /** Addresses of other tools by title; `{namespace}` and `{service}` stand for the service's. */
  readonly links: Readonly<Record<string, string>>;
}

/** What a service does, what it promises, what it takes, and how those do that it waits for. */
export function serviceDashboard(view: ServiceView, look: Look): object {
  const { name, namespace } = view.node.service;
  const dashboard = new DashboardBuilder(`${name} in ${namespace}`)
    .uid(uidOf(namespace, name))
    .tags(['cdk8s-fairway', view.environment.name])
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .annotation(starts(view, look));
  for (const [title, url] of Object.entries(look.links)) dashboard.link(link(title, url, view));
  requests(dashboard, view, look);
  objectives(dashboard, view, look);
  saturation(dashboard, view, look);
  edges(dashboard, view, look);
  return dashboard.build();
}

const LONGEST_UID = 40;

/** Grafana takes at most 40 characters; names that are longer together end with a hash of both. */
export function uidOf(namespace: string, name: string): string {
  const whole = `${namespace}-${name}`;
  if (whole.length <= LONGEST_UID) return whole;
  const hash = contentHash({ namespace, name });
  return `${whole.slice(0, LONGEST_UID - hash.length - 1)}-${hash}`;
}

/** A line at the start of every pod: a new version or a new configuration, or a crash. */
function starts({ node }: ServiceView, { datasource }: Look): AnnotationQueryBuilder {
  const { name, namespace } = node.service;
  return new AnnotationQueryBuilder()
    .name('pods started')
    .datasource(datasource)
    .enable(true)
    .iconColor('blue')
    .expr(processStarts({ namespace, job: name }))
    .useValueForTime(true)
    .titleFormat('{{pod}} started');
}

function link(title: string, url: string, { node }: ServiceView): DashboardLinkBuilder {
  const { name, namespace } = node.service;
  return new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Link)
    .url(url.replaceAll('{namespace}', namespace).replaceAll('{service}', name))
    .keepTime(true)
    .targetBlank(true);
}

function requests(dashboard: DashboardBuilder, view: ServiceView, { datasource }: Look): void {
  const { name, namespace, servingPorts } = view.node.service;
  for (const protocol of measuredProtocols(servingPorts)) {
    const series = recordedOf(view.node.service, protocol);
    const target = { namespace, job: name, protocol };
    dashboard
      .withRow(new RowBuilder(`${protocol} requests`))
      .withPanel(
        panel(datasource, {
          title: 'Requests',
          unit: 'reqps',
          queries: [{ expr: `${RECORDED.requests}${series}`, legend: 'requests' }],
        }),
      )
      .withPanel(
        panel(datasource, {
          title: 'Errors',
          unit: 'percentunit',
          queries: [{ expr: `${RECORDED.errors('5m')}${series}`, legend: 'failed' }],
        }),
      )
      .withPanel(
        panel(datasource, {
          title: 'Latency',
          unit: 's',
          queries: [
            { expr: latencyQuantile(target, 50, '5m'), legend: 'half within' },
            { expr: latencyQuantile(target, 95, '5m'), legend: '95 % within' },
            { expr: `${RECORDED.duration}${series}`, legend: '99 % within' },
          ],
        }),
      );
  }
}

function objectives(dashboard: DashboardBuilder, view: ServiceView, { datasource }: Look): void {
  const { servingPorts, slo } = view.node.service;
  if (slo === undefined) return;
  dashboard.withRow(new RowBuilder('Objectives'));
  for (const { slo: which, budget } of slo.objectives) {
    const metric = missedOf(which);
    const queries = measuredProtocols(servingPorts).flatMap((protocol) =>
      (['1h', '6h', '3d'] as const).map((window) => ({
        expr: `${metric(window)}${recordedOf(view.node.service, protocol)} / ${budget}`,
        legend: `${protocol}, over ${window}`,
      })),
    );
    const description = 'How many times as fast as it may: at 1 the budget of 30 days lasts exactly 30 days.';
    dashboard.withPanel(panel(datasource, { title: `Budget spent: ${which}`, unit: 'short', description, queries }));
  }
}

function saturation(dashboard: DashboardBuilder, view: ServiceView, { datasource }: Look): void {
  const { name, namespace } = view.node.service;
  const job = { namespace, job: name };
  dashboard
    .withRow(new RowBuilder('Pods'))
    .withPanel(panel(datasource, { title: 'Pods', unit: 'short', queries: [{ expr: podsUp(job), legend: 'answer' }] }))
    .withPanel(
      panel(datasource, { title: 'CPU', unit: 'short', queries: [{ expr: processCpu(job), legend: '{{pod}}' }] }),
    )
    .withPanel(
      panel(datasource, { title: 'Memory', unit: 'bytes', queries: [{ expr: processMemory(job), legend: '{{pod}}' }] }),
    );
}

/** Those that it calls, as they see themselves, and the topics that it reads. */
function edges(dashboard: DashboardBuilder, view: ServiceView, { datasource }: Look): void {
  const called = view.graph
    .callsFrom(view.node.path)
    .flatMap(({ to, port }) =>
      to.service.metrics
        ? measuredProtocols([port]).map((protocol) => ({ name: to.name, protocol, of: to.service }))
        : [],
    );
  const read = view.graph.topicsOf(view.node.path).filter(({ kind }) => kind === 'consumes');
  if (called.length + read.length > 0) dashboard.withRow(new RowBuilder('Edges'));
  for (const { name, protocol, of } of called) {
    const series = recordedOf(of, protocol);
    dashboard
      .withPanel(
        panel(datasource, {
          title: `${name}: errors of ${protocol}`,
          unit: 'percentunit',
          queries: [{ expr: `${RECORDED.errors('5m')}${series}`, legend: 'failed' }],
        }),
      )
      .withPanel(
        panel(datasource, {
          title: `${name}: latency of ${protocol}`,
          unit: 's',
          queries: [{ expr: `${RECORDED.duration}${series}`, legend: '99 % within' }],
        }),
      );
  }
  const group = consumerGroup(view.environment.name, view.node.name);
  for (const { to } of read) {
    const { topicName } = to.topic;
    dashboard.withPanel(
      panel(datasource, {
        title: `${topicName}: not yet read`,
        unit: 'short',
        queries: [{ expr: consumerLag({ group, topic: topicName }), legend: 'messages' }],
      }),
    );
  }
}
