import { setTimeout as sleep } from 'node:timers/promises';

const PAUSE_MS = 500;

/** Waits until something is so; fails if it is not in time. */
export async function until(what: string, isSo: () => boolean, seconds = 120): Promise<void> {
  const end = Date.now() + seconds * 1000;
  while (!isSo()) {
    if (Date.now() > end) throw new Error(`not so after ${seconds} s: ${what}`);
    await sleep(PAUSE_MS);
  }
}
