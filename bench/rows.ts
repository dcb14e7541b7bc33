import { contenders } from './contenders';
import type { ChecksResult, ContenderResult, NamedResult, Results, SizeResult } from './results';

/** A table as texts: for the terminal and for the document alike. */
export interface Table {
  readonly title: string;
  readonly header: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

const TIMES = ['wall', 'CPU', 'peak memory'];

export function tables(results: Results): readonly Table[] {
  const { sizes, load, cli, checks } = results;
  return [
    ...sizes.map(sizeTable),
    ...(load.length > 0 ? [namedTable('To start and to load', load)] : []),
    ...(cli.length > 0 ? [namedTable('What the command line of cdk8s adds', cli)] : []),
    ...(checks.length > 0 ? [checksTable(checks)] : []),
  ];
}

function sizeTable({ services, objects, contenders: list, skipped }: SizeResult): Table {
  const own = list.find(({ name }) => name === 'fairway');
  const times = (value: (result: ContenderResult) => number, result: ContenderResult): string =>
    own ? `${ratio(value(result) / value(own))}` : '';
  const measured = list.map((result) => [
    contenders[result.name].title,
    ...taken(result),
    `${(result.bytes / 2 ** 20).toFixed(2)} MiB`,
    times(({ wallSeconds }) => wallSeconds, result),
    times(({ cpuSeconds }) => cpuSeconds, result),
    times(({ peakBytes }) => peakBytes, result),
    String(result.runs),
  ]);
  const header = ['', ...TIMES, 'written', '× wall', '× CPU', '× memory', 'runs'];
  const left = skipped.map((name) => [contenders[name].title, ...header.slice(1, -1).map(() => 'not run'), '0']);
  return { title: sizeTitle(services, objects), header, rows: [...measured, ...left] };
}

export function sizeTitle(services: number, objects: number): string {
  const what = services === 1 ? 'One service' : `${services.toLocaleString('en')} services`;
  return `${what} × 3 environments: ${objects.toLocaleString('en')} objects`;
}

function namedTable(title: string, list: readonly NamedResult[]): Table {
  const first = list[0]!;
  const rows = list.map((result) => [
    result.title,
    ...taken(result),
    `${Math.round((result.wallSeconds - first.wallSeconds) * 1000)} ms`,
    `${Math.round((result.cpuSeconds - first.cpuSeconds) * 1000)} ms`,
  ]);
  return { title, header: ['', ...TIMES, 'wall over the first', 'CPU over the first'], rows };
}

function checksTable(list: readonly ChecksResult[]): Table {
  const rows = list.map(({ services, edges, objects, seconds }) => [
    ...[services, edges, objects].map((count) => count.toLocaleString('en')),
    duration(seconds),
    `${((seconds / services) * 1e6).toFixed(0)} µs`,
  ]);
  return {
    title: 'The checks of one environment',
    header: ['services', 'edges', 'objects', 'time', 'a service'],
    rows,
  };
}

function taken({ wallSeconds, cpuSeconds, peakBytes }: NamedResult | ContenderResult): string[] {
  return [duration(wallSeconds), duration(cpuSeconds), `${Math.round(peakBytes / 2 ** 20)} MiB`];
}

function duration(seconds: number): string {
  return seconds < 1 ? `${Math.round(seconds * 1000)} ms` : `${seconds.toFixed(seconds < 10 ? 2 : 1)} s`;
}

export function ratio(value: number): string {
  return value < 10 ? value.toFixed(2) : value.toFixed(0);
}
