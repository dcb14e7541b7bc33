import { parseArgs } from 'node:util';
import { type Instance, isAlive, type Kind, readInstance } from './instance';

export interface CommandLine {
  readonly usage: string;
  readonly up: () => Promise<number>;
  readonly down: () => Promise<number>;
  readonly status: () => Promise<number>;
}

/** Does what the arguments say; the answer is the exit code. */
export async function commandLine({ usage, up, down, status }: CommandLine): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    print(usage.trimEnd());
    return 0;
  }
  const commands = new Map(Object.entries({ up, down, status }));
  const command = positionals.length === 1 ? commands.get(positionals[0]!) : undefined;
  if (command === undefined) throw new Error(`what to do is up, down or status, not '${positionals.join(' ')}'`);
  return command();
}

/** Says what is up. */
export function stated(kind: Kind, noun: string, parts: (instance: Instance) => readonly string[]): number {
  const instance = readInstance(kind);
  if (instance === undefined) {
    print(`no ${noun} is up`);
    return 1;
  }
  if (!isAlive(instance)) {
    print(`parts of the ${noun} have ended: end the rest with down`);
    return 1;
  }
  print(instance.ready ? description(instance, noun, parts(instance)) : `the ${noun} is starting`);
  return instance.ready ? 0 : 1;
}

function description(instance: Instance, noun: string, parts: readonly string[]): string {
  const { since, owner, programs, kubeconfig, folder } = instance;
  return [
    `the ${noun} is up since ${since}${owner === undefined ? '' : `, for the tests of process ${owner}`}`,
    ...parts.map((part) => `  ${part}`),
    `  logs in ${folder}/log`,
    `export KUBECONFIG='${kubeconfig}' PATH='${programs}':"$PATH"`,
  ].join('\n');
}

export function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

/** Ends with the exit code that the work gives, or with 2 and what went wrong. */
export function exitWith(work: Promise<number>): void {
  work.then(
    (code) => {
      process.exitCode = code;
    },
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
      process.exitCode = 2;
    },
  );
}
