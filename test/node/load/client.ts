import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { nodeCommand } from '../node';

/** A program of this folder that runs in the node's network, where Services are reached. */
export interface Client<T> {
  /** Resolves when it ends; fails with what it said if that was for an error. */
  readonly result: Promise<T>;
  /** Tells it to end. */
  stop(): void;
}

/** Starts a program with what it is to do; each line that it says is JSON, the last one is its result. */
export function startClient<T>(program: string, task: object, onLine: (line: T) => void = () => undefined): Client<T> {
  const file = join(__dirname, `${program}.ts`);
  const [command, args] = nodeCommand(process.execPath, ['--import', require.resolve('tsx'), file]);
  const child = spawn(command, [...args]);
  const result = resultOf(child, onLine);
  child.stdin.write(`${JSON.stringify(task)}\n`);
  return { result, stop: () => child.stdin.end() };
}

function resultOf<T>(child: ChildProcessWithoutNullStreams, onLine: (line: T) => void): Promise<T> {
  let last: T | undefined;
  const errors: string[] = [];
  child.stderr.on('data', (data: Buffer) => errors.push(data.toString()));
  return new Promise((resolve, reject) => {
    createInterface({ input: child.stdout }).on('line', (line) => {
      last = JSON.parse(line) as T;
      try {
        onLine(last);
      } catch (error) {
        reject(error);
        child.stdin.end();
      }
    });
    child.on('error', reject);
    child.on('close', (code) => {
      if (code === 0 && last !== undefined) resolve(last);
      else reject(new Error(`the client ended with ${code}: ${errors.join('')}`));
    });
  });
}
