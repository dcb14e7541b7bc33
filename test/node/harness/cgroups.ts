import { existsSync, mkdirSync, readdirSync, rmdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { untilNone } from '../../cluster/harness/processes';

const ROOT = '/sys/fs/cgroup';

/** Whether the machine has the one hierarchy of version 2. */
export function isUnified(): boolean {
  return existsSync(join(ROOT, 'cgroup.controllers'));
}

/** The name below which the node's pods have their control groups. */
export function cgroupOf(folder: string): string {
  return `fairway-${basename(folder)}`;
}

/** The kubelet wants it to be there, in every hierarchy. */
export function makeCgroup(name: string): void {
  for (const hierarchy of hierarchies()) mkdirSync(join(hierarchy, name), { recursive: true });
}

/** A group whose processes have just ended may still be busy. */
export function removeCgroup(name: string): void {
  untilNone('control groups that cannot be removed', () => {
    const left = hierarchies().map((hierarchy) => join(hierarchy, name));
    return left.filter((group) => existsSync(group) && !isRemoved(group));
  });
}

function isRemoved(group: string): boolean {
  // Its files go with it: only groups within are to be removed first.
  const within = readdirSync(group, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const emptied = within.map(({ name }) => isRemoved(join(group, name)));
  if (emptied.includes(false)) return false;
  try {
    rmdirSync(group);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EBUSY') return false;
    throw error;
  }
}

function hierarchies(): readonly string[] {
  if (isUnified()) return [ROOT];
  const entries = readdirSync(ROOT, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => join(ROOT, name));
}
