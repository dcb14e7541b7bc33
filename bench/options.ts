import { parseArgs } from 'node:util';
import { type ContenderName, contenders } from './contenders';

const SIZES = [1, 11, 100, 1000];
const OTHERS = ['load', 'cli', 'checks'] as const;

export type Part = ContenderName | (typeof OTHERS)[number];

export interface Options {
  readonly sizes: readonly number[];
  readonly parts: ReadonlySet<Part>;
  readonly skipSlow: boolean;
  /** Nothing was left out: the results stand for the library, and are kept. */
  readonly complete: boolean;
}

const PARTS: readonly Part[] = [...(Object.keys(contenders) as ContenderName[]), ...OTHERS];

export const USAGE = `npm run bench -- [--sizes 1,11] [--only fairway,floor] [--skip-slow]

Writes the same objects by this library and by its peers, and measures time and memory.

  --sizes      services in each of three environments (default ${SIZES.join(',')})
  --only       parts to run, of ${PARTS.join(', ')} (default: all)
  --skip-slow  leave out what takes minutes: at more than 100 services ${slowNames().join(' and ')}
  --help       this text

A run with all sizes and parts writes bench/results.json and docs/speed.md.
`;

/** What the command line asks for; undefined: the usage. */
export function parseOptions(args: readonly string[]): Options | undefined {
  const { values } = parseArgs({
    args: [...args],
    options: {
      sizes: { type: 'string' },
      only: { type: 'string' },
      'skip-slow': { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) return undefined;
  return {
    sizes: values.sizes === undefined ? SIZES : values.sizes.split(',').map(sizeOf),
    parts: new Set(values.only === undefined ? PARTS : values.only.split(',').map(partOf)),
    skipSlow: values['skip-slow'],
    complete: values.sizes === undefined && values.only === undefined,
  };
}

function sizeOf(text: string): number {
  const size = Number(text);
  if (!Number.isInteger(size) || size < 1) throw new Error(`size '${text}' must be a whole number of at least 1`);
  return size;
}

function partOf(text: string): Part {
  const part = PARTS.find((name) => name === text);
  if (part === undefined) throw new Error(`part '${text}' is none of ${PARTS.join(', ')}`);
  return part;
}

function slowNames(): string[] {
  return Object.entries(contenders).flatMap(([name, contender]) => ('slow' in contender ? [name] : []));
}
