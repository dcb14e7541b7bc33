import { existsSync, linkSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { readInstance } from '../cluster/harness/instance';

const PAUSE_MS = 500;

/** What the pods of a namespace say, also those that are gone. */
export interface KeptLogs {
  /** The lines of a service's containers, one container after the other. */
  lines(service: string): readonly string[];
  stop(): void;
}

/**
 * Keeps the logs of pods by hard links to the node's files: the kubelet removes those of a pod with it, and splits a long
 * one.
 */
export function keepLogs(namespace: string): KeptLogs {
  const node = readInstance('nodes');
  if (node === undefined) throw new Error('no node of our own is up: only its logs can be kept');
  const from = join(node.folder, 'var', 'log', 'pods');
  // Links need the same file system.
  const folder = mkdtempSync(join(node.folder, 'kept-logs-'));
  const keep = (): void => linkAll(from, `${namespace}_`, folder);
  keep();
  const timer = setInterval(keep, PAUSE_MS);
  return {
    lines: (service) => {
      keep();
      return linesOf(folder, service);
    },
    stop: () => {
      clearInterval(timer);
      rmSync(folder, { recursive: true });
    },
  };
}

function linkAll(from: string, prefix: string, folder: string): void {
  for (const pod of readdirSync(from).filter((name) => name.startsWith(prefix))) {
    for (const container of entries(join(from, pod))) {
      // What was split off is packed later: by then there is a link to it.
      const files = entries(join(from, pod, container)).filter((name) => /\.log(\.[-\d]+)?$/.test(name));
      for (const file of files) linkOne(join(from, pod, container, file), join(folder, container));
    }
  }
}

function linkOne(file: string, to: string): void {
  try {
    const link = `${to}.${statSync(file).ino}`;
    if (!existsSync(link)) linkSync(file, link);
  } catch (error) {
    // It was renamed or removed meanwhile; under its other name it is found the next time.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function entries(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

/** Each line of such a file begins with its time, its stream and whether it is whole. */
function linesOf(folder: string, service: string): readonly string[] {
  const files = readdirSync(folder).filter((name) => name.startsWith(`${service}.`));
  const logs = files.map((name) => readFileSync(join(folder, name), 'utf8').split('\n').slice(0, -1));
  const began = ([first = '']: readonly string[]): number => Date.parse(first.split(' ')[0]!);
  return logs
    .filter((lines) => lines.length > 0)
    .sort((a, b) => began(a) - began(b))
    .flatMap((lines) => lines.map((line) => line.split(' ').slice(3).join(' ')));
}
