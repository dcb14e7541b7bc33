import { constants } from 'node:os';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
const cleanups = new Set<() => void>();

/**
 * What is to be undone if this process is told to end; the answer takes it back. It must be synchronous: the process
 * ends right after it.
 */
export function onInterrupt(cleanup: () => void): () => void {
  if (cleanups.size === 0) for (const signal of SIGNALS) process.on(signal, end);
  cleanups.add(cleanup);
  return () => {
    cleanups.delete(cleanup);
    if (cleanups.size === 0) for (const signal of SIGNALS) process.off(signal, end);
  };
}

function end(signal: (typeof SIGNALS)[number]): void {
  // The latest first: what was begun last rests on what was begun before.
  for (const cleanup of [...cleanups].reverse()) cleanup();
  process.exit(128 + constants.signals[signal]);
}
