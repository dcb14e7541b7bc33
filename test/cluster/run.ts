import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Exit codes other than 0 are an answer too. */
  readonly mayFail?: boolean;
}

export interface RunResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a program to its end; fails with what it said, unless it may fail. */
export function run(command: string, args: readonly string[], options: RunOptions = {}): RunResult {
  const { status, stdout, stderr, error } = spawnSync(command, [...args], {
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
    ...(options.cwd !== undefined && { cwd: options.cwd }),
    ...(options.input !== undefined && { input: options.input }),
    env: { ...process.env, ...options.env },
  });
  if (error) throw new Error(`cannot run ${command}: ${error.message}`);
  if (status !== 0 && !options.mayFail) {
    throw new Error(`${command} ${args.join(' ')} ended with ${status}:\n${stdout}\n${stderr}`);
  }
  return { status: status ?? -1, stdout, stderr };
}

/** Runs a piece of work in a folder of its own, which is removed afterwards. */
export function inFolder<T>(work: (folder: string) => T): T {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-'));
  try {
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The objects as kubectl reads them from a file. */
export function withFile<T>(objects: readonly object[], work: (file: string) => T): T {
  return inFolder((folder) => {
    const file = join(folder, 'objects.json');
    writeFileSync(file, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: objects }));
    return work(file);
  });
}

export function readJson(file: string): unknown {
  return JSON.parse(readFileSync(file, 'utf8'));
}
