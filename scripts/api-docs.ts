/** Writes docs/api.md from the doc comments of lib/; with `--check` it only compares, and fails when they differ. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOT = join(__dirname, '..');
const TARGET = join(ROOT, 'docs', 'api.md');

function generate(): string {
  const out = mkdtempSync(join(tmpdir(), 'fairway-docs-'));
  try {
    const typedoc = join(ROOT, 'node_modules', 'typedoc', 'bin', 'typedoc');
    const args = [typedoc, '--logLevel', 'Warn', '--out', out];
    const { status } = spawnSync(process.execPath, args, { cwd: ROOT, stdio: 'inherit' });
    if (status !== 0) throw new Error(`typedoc exits with ${status}: see what it says above`);
    return readFileSync(join(out, 'api.md'), 'utf8');
  } finally {
    rmSync(out, { recursive: true, force: true });
  }
}

function firstDifference(committed: string, fresh: string): string {
  const before = committed.split('\n');
  const after = fresh.split('\n');
  const index = after.findIndex((line, i) => line !== before[i]);
  const at = index === -1 ? after.length : index;
  return `line ${at + 1}\n  committed: ${before[at] ?? '(end of file)'}\n  generated: ${after[at] ?? '(end of file)'}`;
}

function check(fresh: string): void {
  const committed = existsSync(TARGET) ? readFileSync(TARGET, 'utf8') : '';
  if (committed === fresh) return;
  console.error(`docs/api.md is out of date: run 'npm run docs' and commit it, ${firstDifference(committed, fresh)}`);
  process.exitCode = 1;
}

const fresh = generate();
if (process.argv.includes('--check')) check(fresh);
else writeFileSync(TARGET, fresh);
