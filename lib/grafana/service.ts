import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import {
  AnnotationQueryBuilder,
  DashboardBuilder,
  DashboardLinkBuilder,
  DashboardLinkType,
  RowBuilder,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { contentHash } from '../model/names';
import { podsUp, processCpu, processMemory, processStarts } from '../model/process-promql';
import type { ServiceView } from '../model/view';
import { answered, chosenBy } from '../resources/counted-requests';
import { budgetPanel, spent } from './budget';
import { edges } from './edges';
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
  edges(dashboard, view, look.datasource);
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
  for (const { words, recorded, labels, quantile } of answered(view)) {
    const series = chosenBy(labels);
    dashboard
      .withRow(new RowBuilder(words))
      .withPanel(
        panel(datasource, {
          title: 'Requests',
          unit: 'reqps',
          queries: [{ expr: `${recorded.requests}${series}`, legend: 'requests' }],
        }),
      )
      .withPanel(
        panel(datasource, {
          title: 'Errors',
          unit: 'percentunit',
          queries: [{ expr: `${recorded.errors('5m')}${series}`, legend: 'failed' }],
        }),
      )
      .withPanel(
        panel(datasource, {
          title: 'Latency',
          unit: 's',
          queries: [
            { expr: quantile(50, '5m'), legend: 'half within' },
            { expr: quantile(95, '5m'), legend: '95 % within' },
            { expr: `${recorded.duration}${series}`, legend: '99 % within' },
          ],
        }),
      );
  }
}

function objectives(dashboard: DashboardBuilder, view: ServiceView, { datasource }: Look): void {
  const { slo } = view.node.service;
  if (slo === undefined) return;
  dashboard.withRow(new RowBuilder('Objectives'));
  for (const objective of slo.objectives) {
    const title = `Budget spent: ${objective.slo}`;
    const queries = answered(view).flatMap((requests) => spent(requests, objective, `${requests.labels.protocol}, `));
    dashboard.withPanel(budgetPanel(datasource, title, queries));
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
