import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Instance, instanceFolder, isAlive, type Kind, writeInstance } from './instance';
import { onInterrupt } from './interrupts';
import { kubeconfigFile } from './kubeconfig';
import { type Command, isProcessOf, logFile, startProcess } from './processes';
import { runTool } from './tool';

const POLL_MS = 200;
const PATIENCE_MS = 120_000;
const LOG_LINES = 20;

export interface Launched {
  readonly kind: Kind;
  readonly programs: string;
  /** The test run that it ends with; none if it is to stay. */
  readonly owner: number | undefined;
  readonly stop: (instance: Instance) => void;
}

/** What the launch of a cluster works with. */
export interface Launch {
  readonly folder: string;
  readonly programs: string;
  /** Starts a program; the answer is the number of the process. */
  readonly start: (name: string, command: Command) => number;
  readonly kubectl: (...args: readonly string[]) => Promise<string>;
  /** Waits until something is so, and fails as soon as a program that was started has ended. */
  readonly until: (what: string, isSo: () => boolean | Promise<boolean>) => Promise<void>;
}

/** Launches what the work starts. What fails or is interrupted leaves nothing. */
export async function launched(what: Launched, work: (launch: Launch) => Promise<void>): Promise<Instance> {
  const { kind, programs, owner, stop } = what;
  const folder = instanceFolder(kind);
  let instance: Instance = {
    folder,
    programs,
    kubeconfig: kubeconfigFile(folder, 'admin'),
    since: new Date().toISOString(),
    ...(owner !== undefined && { owner }),
    processes: [],
    ready: false,
  };
  const settled = onInterrupt(() => stop(instance));
  try {
    writeInstance(instance);
    await work({
      folder,
      programs,
      start: (name, command) => {
        const started = startProcess(folder, name, command);
        instance = { ...instance, processes: [...instance.processes, started] };
        writeInstance(instance);
        return started.pid;
      },
      kubectl: (...args) => kubectl(instance, args),
      until: (thing, isSo) => until(() => instance, thing, isSo),
    });
    instance = { ...instance, ready: true };
    writeInstance(instance);
    return instance;
  } catch (error) {
    stop(instance);
    throw error;
  } finally {
    settled();
  }
}

/** Waits until kubectl gives an answer, and the right one. */
export function untilKubectl(
  { until: wait, kubectl: ask }: Launch,
  what: string,
  args: readonly string[],
  isIt: (answer: string) => boolean = () => true,
): Promise<void> {
  return wait(what, () => ask(...args).then(isIt, () => false));
}

async function until(current: () => Instance, what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const begin = Date.now();
  while (!(await isSo())) {
    if (!isAlive(current())) throw new Error(`waiting for ${what}: ${ended(current())}`);
    if (Date.now() - begin > PATIENCE_MS) throw new Error(`waited ${PATIENCE_MS / 1000} s in vain for ${what}`);
    await sleep(POLL_MS);
  }
}

/** What became of the processes that are gone, in their own last words. */
function ended({ folder, processes }: Instance): string {
  const gone = processes.filter((process) => !isProcessOf(folder, process));
  return gone.map(({ name }) => `${name} has ended:\n${lastLines(logFile(folder, name))}`).join('\n');
}

function lastLines(file: string): string {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trim().split('\n').slice(-LOG_LINES).join('\n');
}

function kubectl({ programs, kubeconfig, folder }: Instance, args: readonly string[]): Promise<string> {
  const env = { KUBECONFIG: kubeconfig };
  return runTool(join(programs, 'kubectl'), args, { cwd: folder, env, install: 'build it again: remove its folder' });
}
