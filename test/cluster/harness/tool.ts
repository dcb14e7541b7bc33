import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { onInterrupt } from './interrupts';

export interface ToolOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** What to do about a machine that has no such program. */
  readonly install: string;
  /** Called with every line on standard error. */
  readonly onLine?: (line: string) => void;
}

const LAST_LINES = 40;

/** Runs a program of the machine to its end and gives its standard output; this process stays free meanwhile. */
export function runTool(command: string, args: readonly string[], options: ToolOptions): Promise<string> {
  return new Promise((resolve, reject) => {
    const { cwd, install, onLine } = options;
    const child = spawn(command, [...args], {
      cwd,
      env: { ...process.env, ...options.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const settled = onInterrupt(() => child.kill('SIGINT'));
    const out: Buffer[] = [];
    const lines: string[] = [];
    child.stdout.on('data', (data: Buffer) => out.push(data));
    createInterface(child.stderr).on('line', (line) => {
      lines.push(line);
      onLine?.(line);
    });
    child.on('error', (error: NodeJS.ErrnoException) => {
      settled();
      reject(error.code === 'ENOENT' ? new Error(`there is no '${command}' on PATH: ${install}`) : error);
    });
    child.on('close', (code) => {
      settled();
      const stdout = Buffer.concat(out).toString();
      if (code === 0) resolve(stdout);
      else reject(new Error(failure(`${command} ${args.join(' ')}`, code, `${lines.join('\n')}\n${stdout}`)));
    });
  });
}

function failure(command: string, code: number | null, said: string): string {
  return `${command} ended with ${code}:\n${said.trim().split('\n').slice(-LAST_LINES).join('\n')}`;
}
