import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { onInterrupt } from './interrupts';
import { say } from './progress';

/** Does the work while no other process does work under the same lock file. */
export async function locked<T>(file: string, work: () => Promise<T>): Promise<T> {
  mkdirSync(dirname(file), { recursive: true });
  let told = false;
  while (!take(file)) {
    if (!told) say(`another run is at it: waiting for process ${holder(file)} (${file})`);
    told = true;
    await sleep(500);
  }
  const release = (): void => rmSync(file, { force: true });
  const settled = onInterrupt(release);
  try {
    return await work();
  } finally {
    settled();
    release();
  }
}

export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function take(file: string): boolean {
  try {
    writeFileSync(file, String(process.pid), { flag: 'wx' });
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const pid = holder(file);
  // A holder that was killed outright could not give the lock back. An empty file is one that is being written.
  if (pid === 0 || isRunning(pid)) return false;
  rmSync(file, { force: true });
  return take(file);
}

function holder(file: string): number {
  try {
    return Number(readFileSync(file, 'utf8'));
  } catch {
    return 0;
  }
}
