import { spawnSync } from 'node:child_process';

/** What a program took from its start to its end. */
export interface Taken {
  readonly wallSeconds: number;
  readonly cpuSeconds: number;
  readonly peakBytes: number;
}

export interface Command {
  readonly program: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs a program in a process of its own under `measure`, the program of `tools/measure`. */
export function take(measure: string, { program, env }: Command): Taken {
  const { status, error, output } = spawnSync(measure, program, {
    encoding: 'utf8',
    env: { ...process.env, ...env },
    maxBuffer: 2 ** 26,
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
  });
  if (error) throw error;
  if (status !== 0) throw new Error(`${program.join(' ')} ended with ${status}:\n${output[2]}`);
  return JSON.parse(output[3]!) as Taken;
}

export function medians<T extends Readonly<Record<keyof T, number>>>(runs: readonly T[]): T {
  const keys = Object.keys(runs[0]!) as (keyof T)[];
  return Object.fromEntries(keys.map((key) => [key, median(runs.map((run) => run[key]))])) as T;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}
