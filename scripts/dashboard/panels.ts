import { type Json, record, records, text } from '../../test/support/manifest';

/** A dashboard as it stood in its ConfigMap, and what Prometheus answered to its queries. */
export interface SeenDashboard {
  readonly dashboard: Json;
  /** In seconds since 1970. */
  readonly start: number;
  readonly end: number;
  readonly step: number;
  readonly answers: readonly Answer[];
}

/** All series that a query has found. */
export interface Answer {
  readonly expr: string;
  readonly series: readonly Series[];
}

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  /** A value for each step; null where there is none. */
  readonly values: readonly (number | null)[];
}

export interface Line {
  readonly name: string;
  readonly values: readonly (number | null)[];
}

export interface Panel {
  readonly title: string;
  readonly grid: { readonly x: number; readonly y: number; readonly w: number; readonly h: number };
  /** Grafana's name of it; none for the heading of a row. */
  readonly unit?: string;
  readonly legend: boolean;
  readonly lines: readonly Line[];
}

/** Every panel and heading of the dashboard, where it says that it stands. */
export function panelsOf({ dashboard, answers }: SeenDashboard): readonly Panel[] {
  return records(dashboard.panels).map((panel) => {
    const { title, gridPos, fieldConfig, options, targets } = panel;
    const { unit } = record(record(fieldConfig).defaults);
    return {
      title: text(title),
      grid: record(gridPos) as unknown as Panel['grid'],
      ...(unit !== undefined && { unit: text(unit) }),
      legend: record(record(options).legend).showLegend === true,
      lines: records(targets).flatMap(({ expr, legendFormat }) =>
        seriesOf(answers, text(expr)).map(({ labels, values }) => ({
          name: filledIn(text(legendFormat), labels),
          values,
        })),
      ),
    };
  });
}

/** Times, in seconds since 1970, at which the dashboard draws a line through every panel. */
export function marksOf({ dashboard, answers, start, end }: SeenDashboard): readonly number[] {
  return records(record(dashboard.annotations).list)
    .filter(({ useValueForTime }) => useValueForTime === true)
    .flatMap(({ expr }) => seriesOf(answers, text(expr)))
    .flatMap(({ values }) => [...new Set(values.filter((value) => value !== null))])
    .map((milliseconds) => milliseconds / 1000)
    .filter((seconds) => seconds >= start && seconds <= end);
}

/** Every query of a dashboard: of its panels, and of what it marks. */
export function queriesOf(dashboard: Json): readonly string[] {
  const targets = [
    ...records(dashboard.panels).flatMap((panel) => records(panel.targets)),
    ...records(record(dashboard.annotations).list),
  ];
  return targets.map(({ expr }) => text(expr));
}

function seriesOf(answers: readonly Answer[], expr: string): readonly Series[] {
  const found = answers.find((answer) => answer.expr === expr);
  if (found === undefined) throw new Error(`nothing is kept of what Prometheus answered to ${expr}`);
  return found.series;
}

/** Grafana writes labels into a legend so: `{{pod}}`. */
function filledIn(format: string, labels: Readonly<Record<string, string>>): string {
  return format.replace(/\{\{(\w+)\}\}/g, (_, label: string) => labels[label] ?? '');
}
