import type { ContenderName } from './contenders';
import type { Taken } from './measure';
import type { Results } from './results';
import { ratio, type Table } from './rows';

type Measure = keyof Taken;

const TIME = { sense: 'at most', measure: 'wallSeconds' } as const;

interface Goal {
  readonly title: string;
  readonly limit: number;
  readonly sense: 'at most' | 'at least';
  readonly measure: Measure;
  /** The goal is about the one over the other. */
  readonly over: Taken | undefined;
  readonly under: Taken | undefined;
}

/** What the library promises itself, and how far it is there; goals whose parts were not run are left out. */
export function goalsTable(results: Results): Table {
  const rows = goals(results).flatMap(({ title, limit, sense, measure, over, under }) => {
    if (over === undefined || under === undefined) return [];
    const value = over[measure] / under[measure];
    const reached = sense === 'at most' ? value <= limit : value >= limit;
    const cpu = measure === 'wallSeconds' ? ratio(over.cpuSeconds / under.cpuSeconds) : '';
    return [[title, `${sense} ${limit}`, ratio(value), cpu, reached ? 'yes' : 'no']];
  });
  return { title: 'Goals', header: ['', 'goal', 'measured', 'by CPU time', 'reached'], rows };
}

function goals(results: Results): readonly Goal[] {
  return [...largeGoals(results), ...smallGoals(results)];
}

function largeGoals({ sizes }: Results): readonly Goal[] {
  const at = finder(sizes);
  const [own, floor] = [at(1000, 'fairway'), at(1000, 'floor')];
  return [
    {
      title: 'times as fast as cdk8s-plus-28, 1,000 × 3',
      limit: 50,
      sense: 'at least',
      measure: 'wallSeconds',
      over: at(1000, 'cdk8s'),
      under: own,
    },
    { ...TIME, title: 'time of only writing, 1,000 × 3', limit: 2, over: own, under: floor },
    { ...TIME, title: 'memory of only writing, 1,000 × 3', limit: 2, measure: 'peakBytes', over: own, under: floor },
    { ...TIME, title: 'growth from 100 to 1,000 services', limit: 12, over: own, under: at(100, 'fairway') },
    { ...TIME, title: 'time of helm, 1,000 × 3', limit: 1, over: own, under: at(1000, 'helm') },
    { ...TIME, title: 'time of helm, 100 × 3', limit: 1, over: at(100, 'fairway'), under: at(100, 'helm') },
  ];
}

function smallGoals({ sizes, load }: Results): readonly Goal[] {
  const at = finder(sizes);
  const loading = (title: string): Taken | undefined => load.find((result) => result.title === title);
  return [
    ...[11, 1].map((services): Goal => {
      const title = `time of cdk8s-plus-28, ${services} × 3`;
      return { ...TIME, title, limit: 1, over: at(services, 'fairway'), under: at(services, 'cdk8s') };
    }),
    {
      ...TIME,
      title: 'time to load, of cdk8s-plus-28',
      limit: 1.2,
      over: loading('cdk8s-fairway'),
      under: loading('cdk8s-plus-28'),
    },
  ];
}

type Finder = (services: number, name: ContenderName) => Taken | undefined;

function finder(sizes: Results['sizes']): Finder {
  return (services, name) =>
    sizes.find((size) => size.services === services)?.contenders.find((contender) => contender.name === name);
}
