import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Process {
  readonly name: string;
  readonly pid: number;
}

const PAUSE_MS = 20;
const PATIENCE_MS = 20_000;

/** A program and its arguments, one of which has to name the folder of the cluster: by it the process is known. */
export type Command = readonly [program: string, ...args: string[]];

/** Starts a program that outlives this process; it writes its log into the folder. */
export function startProcess(folder: string, name: string, [program, ...args]: Command): Process {
  mkdirSync(join(folder, 'log'), { recursive: true });
  const log = openSync(logFile(folder, name), 'a');
  const child = spawn(program, args, { cwd: folder, detached: true, stdio: ['ignore', log, log] });
  // Without a listener the error would end this process; the caller sees a process that is not there.
  child.on('error', () => undefined);
  child.unref();
  closeSync(log);
  return { name, pid: child.pid ?? 0 };
}

export function logFile(folder: string, name: string): string {
  return join(folder, 'log', `${name}.log`);
}

/** Whether the process runs and is the one that was started: all of ours name the folder in their command line. */
export function isProcessOf(folder: string, { pid }: Process): boolean {
  return pid > 0 && commandLine(pid).includes(folder);
}

/** Ends the processes at once, and returns when they are gone. Their data goes too, so that there is nothing to save. */
export function endProcesses(folder: string, processes: readonly Process[]): void {
  const running = (): readonly Process[] => processes.filter((process) => isProcessOf(folder, process));
  for (const { pid } of running()) process.kill(pid, 'SIGKILL');
  untilNone('these do not end', () => running().map(({ name, pid }) => `${name} (${pid})`));
}

/** Returns when nothing is left; it must be synchronous, as the end of an interrupted process is. */
export function untilNone(complaint: string, left: () => readonly string[]): void {
  for (let waited = 0; left().length > 0; waited += PAUSE_MS) {
    if (waited > PATIENCE_MS) throw new Error(`${complaint}: ${left().join(', ')}`);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
}

/** Empty for one that has ended, also if nobody has asked for its exit code yet. */
function commandLine(pid: number): string {
  if (!existsSync('/proc/self/cmdline')) {
    return spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)], { encoding: 'utf8' }).stdout ?? '';
  }
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}
