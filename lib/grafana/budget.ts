import type { DataSourceRef } from '@grafana/grafana-foundation-sdk/common';
import type { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';
import type { Objective } from '../model/slo';
import { type CountedRequests, chosenBy, missed } from '../resources/counted-requests';
import { panel, type Query } from './panels';

/** How fast the budget of some requests is spent, over three windows. */
export function spent(
  { recorded, labels }: CountedRequests,
  { slo, budget }: Objective,
  legend: string,
): readonly Query[] {
  const metric = missed(recorded, slo);
  return (['1h', '6h', '3d'] as const).map((window) => ({
    expr: `${metric(window)}${chosenBy(labels)} / ${budget}`,
    legend: `${legend}over ${window}`,
  }));
}

export function budgetPanel(datasource: DataSourceRef, title: string, queries: readonly Query[]): PanelBuilder {
  const description = 'How many times as fast as it may: at 1 the budget of 30 days lasts exactly 30 days.';
  return panel(datasource, { title, unit: 'short', description, queries });
}
