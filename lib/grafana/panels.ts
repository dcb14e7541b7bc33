import {
  type DataSourceRef,
  LegendDisplayMode,
  LegendPlacement,
  VizLegendOptionsBuilder,
} from '@grafana/grafana-foundation-sdk/common';
import { DataqueryBuilder } from '@grafana/grafana-foundation-sdk/prometheus';
import { PanelBuilder } from '@grafana/grafana-foundation-sdk/timeseries';

export interface Query {
  readonly expr: string;
  readonly legend: string;
}

interface PanelOptions {
  readonly title: string;
  /** Grafana's name of the unit: `reqps`, `percentunit`, `s`, `bytes`, `short`. */
  readonly unit: string;
  readonly description?: string;
  readonly queries: readonly Query[];
}

const HEIGHT = 7;
/** Three in a row. */
const SPAN = 8;

/** A panel of lines over time, from zero up. */
export function panel(datasource: DataSourceRef, { title, unit, description, queries }: PanelOptions): PanelBuilder {
  const lines = new PanelBuilder()
    .title(title)
    .unit(unit)
    .min(0)
    .datasource(datasource)
    .height(HEIGHT)
    .span(SPAN)
    .legend(namesBelow());
  if (description !== undefined) lines.description(description);
  for (const [index, { expr, legend }] of queries.entries()) {
    lines.withTarget(
      new DataqueryBuilder()
        .refId(String.fromCharCode('A'.charCodeAt(0) + index))
        .datasource(datasource)
        .expr(expr)
        .legendFormat(legend)
        .range(),
    );
  }
  return lines;
}

/** The SDK hides it, and then the lines of a panel cannot be told apart. */
function namesBelow(): VizLegendOptionsBuilder {
  return new VizLegendOptionsBuilder()
    .displayMode(LegendDisplayMode.List)
    .placement(LegendPlacement.Bottom)
    .showLegend(true);
}
