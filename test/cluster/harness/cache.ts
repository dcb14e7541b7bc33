import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { onInterrupt } from './interrupts';
import { locked } from './lock';

export function cacheFolder(): string {
  return join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'cdk8s-fairway');
}

/** A folder that is made once for its content: whole or not at all, and by one process at a time. */
export async function cached(name: string, hash: string, make: (folder: string) => Promise<void>): Promise<string> {
  const folder = join(cacheFolder(), `${name}-${hash}`);
  if (existsSync(folder)) return folder;
  return locked(`${folder}.lock`, async () => {
    if (!existsSync(folder)) await makeWhole(folder, make);
    return folder;
  });
}

async function makeWhole(folder: string, make: (folder: string) => Promise<void>): Promise<void> {
  const part = `${folder}.part`;
  const remove = (): void => rmSync(part, { recursive: true, force: true, maxRetries: 10 });
  const settled = onInterrupt(remove);
  try {
    remove();
    mkdirSync(part, { recursive: true });
    await make(part);
    renameSync(part, folder);
  } finally {
    settled();
    remove();
  }
}

/** The same for the same texts and the same files in the folder. */
export function contentHash(folder: string, ...texts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(`${text}\0`);
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true }).sort(byPath)) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    hash
      .update(`${path.slice(folder.length)}\0`)
      .update(readFileSync(path))
      .update('\0');
  }
  return hash.digest('hex').slice(0, 16);
}

interface Entry {
  readonly parentPath: string;
  readonly name: string;
}

function byPath(a: Entry, b: Entry): number {
  const [left, right] = [join(a.parentPath, a.name), join(b.parentPath, b.name)];
  return left < right ? -1 : 1;
}
