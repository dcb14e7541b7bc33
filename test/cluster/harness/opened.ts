import { type Instance, instanceFolder, isAlive, type Kind, readInstance } from './instance';
import { isRunning, locked } from './lock';

export interface Openable {
  readonly kind: Kind;
  /** The test run that it is for, if it is for one. */
  readonly owner: number | undefined;
  readonly start: () => Promise<Instance>;
  readonly stop: (instance: Instance) => void;
}

export interface Opened {
  readonly instance: Instance;
  /** Whether this process started it, and so ends it. */
  readonly started: boolean;
}

/** The one that is up, or a new one. */
export function opened({ kind, owner, start, stop }: Openable): Promise<Opened> {
  return locked(lockFile(kind), async () => {
    const running = usable(readInstance(kind), stop);
    if (running !== undefined) return { instance: shared(running, owner), started: false };
    return { instance: await start(), started: true };
  });
}

/** Ends the one that is up, if any. */
export function closed(kind: Kind, stop: (instance: Instance) => void): Promise<boolean> {
  return locked(lockFile(kind), async () => {
    const instance = readInstance(kind);
    if (instance) stop(instance);
    return instance !== undefined;
  });
}

/** The running one, unless something of it has died or it has outlived the test run that it belongs to. */
function usable(instance: Instance | undefined, stop: (instance: Instance) => void): Instance | undefined {
  if (instance === undefined) return undefined;
  const { owner, ready } = instance;
  if (ready && isAlive(instance) && (owner === undefined || isRunning(owner))) return instance;
  stop(instance);
  return undefined;
}

/** Two test runs at once would meet in the same namespaces. */
function shared(instance: Instance, owner: number | undefined): Instance {
  if (owner === undefined || instance.owner === undefined) return instance;
  throw new Error(`process ${instance.owner} runs the same tests of this checkout: wait for it, or end it`);
}

function lockFile(kind: Kind): string {
  return `${instanceFolder(kind)}.lock`;
}
