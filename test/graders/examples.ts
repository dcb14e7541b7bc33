import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../cluster/run';

const ROOT = join(__dirname, '..', '..');

/** The environments that are graded: those that people depend on. */
export const GRADED = { shop: ['staging', 'prod'], 'sock-shop': ['staging'] } as const;

/** Writes an example's files as `cdk8s synth` does, in a process of its own, and hands out their folder. */
export async function withExample<T>(name: string, work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-graded-'));
  try {
    run('npx', ['tsx', join('examples', name, 'main.ts')], { cwd: ROOT, env: { CDK8S_OUTDIR: folder } });
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export function yamlFiles(folder: string): readonly string[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.yaml'))
    .sort()
    .map((file) => join(folder, file));
}
