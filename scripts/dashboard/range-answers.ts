import { type Json, record, records } from '../../test/support/manifest';
import { queriesOf, type SeenDashboard, type Series } from './panels';

const STEP_S = 15;

/** What Prometheus answers to every query of a dashboard, over the last minutes and as Grafana asks. */
export async function rangeAnswers(prometheus: string, dashboard: Json, minutes: number): Promise<SeenDashboard> {
  const end = Math.floor(Date.now() / 1000 / STEP_S) * STEP_S;
  const start = end - minutes * 60;
  const times = Array.from({ length: (end - start) / STEP_S + 1 }, (_, index) => start + index * STEP_S);
  const ask = async (expr: string): Promise<readonly Json[]> => {
    const query = new URLSearchParams({ query: expr, start: `${start}`, end: `${end}`, step: `${STEP_S}` });
    const answer = await fetch(`${prometheus}/api/v1/query_range?${query}`);
    if (!answer.ok) throw new Error(`Prometheus answers ${expr} with ${answer.status}: ${await answer.text()}`);
    return records(record(record(await answer.json()).data).result);
  };
  const answers = queriesOf(dashboard).map(async (expr) => ({
    expr,
    series: (await ask(expr)).map((found) => seriesOf(found, times)),
  }));
  return { dashboard, start, end, step: STEP_S, answers: await Promise.all(answers) };
}

function seriesOf({ metric, values }: Json, times: readonly number[]): Series {
  const found = new Map(values as readonly (readonly [number, string])[]);
  return { labels: record(metric) as Series['labels'], values: times.map((time) => numberOf(found.get(time))) };
}

/** A quotient without requests is no number, and no line in a panel. */
function numberOf(value = 'NaN'): number | null {
  return Number.isFinite(Number(value)) ? Number(value) : null;
}
