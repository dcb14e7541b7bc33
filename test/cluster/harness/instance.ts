import { createHash } from 'node:crypto';
import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from './cache';
import { isProcessOf, type Process } from './processes';

const CHECKOUT = join(__dirname, '..', '..', '..');

/** A control plane that was started. Everything it writes stands in its folder. */
export interface Instance {
  readonly folder: string;
  readonly programs: string;
  readonly kubeconfig: string;
  readonly since: string;
  /** The test run that it ends with; none if it was started to stay. */
  readonly owner?: number;
  readonly processes: readonly Process[];
  /** False until all of it answers. */
  readonly ready: boolean;
}

/** What is started: a control plane with simulated nodes, or one with a real node. */
export type Kind = 'clusters' | 'nodes';

/** One a checkout and name, so that two test runs do not meet. */
export function instanceFolder(kind: Kind): string {
  const name = `${CHECKOUT}\0${process.env.FAIRWAY_CLUSTER ?? ''}`;
  return join(cacheFolder(), kind, createHash('sha256').update(name).digest('hex').slice(0, 12));
}

export function readInstance(kind: Kind): Instance | undefined {
  try {
    return JSON.parse(readFileSync(join(instanceFolder(kind), 'cluster.json'), 'utf8')) as Instance;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Whole or not at all: `down` may read it at any moment. */
export function writeInstance(instance: Instance): void {
  mkdirSync(instance.folder, { recursive: true, mode: 0o700 });
  const file = join(instance.folder, 'cluster.json');
  writeFileSync(`${file}.part`, JSON.stringify(instance, undefined, 2));
  renameSync(`${file}.part`, file);
}

export function removeInstance({ folder }: Pick<Instance, 'folder'>): void {
  // A killed etcd may still be at its last write.
  rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
}

export function isAlive({ processes, folder }: Instance): boolean {
  return processes.every((process) => isProcessOf(folder, process));
}
