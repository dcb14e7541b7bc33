import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Failure } from './failure';

/**
 * Gives a folder with the files of a commit to `use`, and removes it afterwards. The packages are those that are installed
 * now.
 */
export function atRef<T>(folder: string, ref: string, use: (folder: string) => T): T {
  const commit = git(folder, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`], ref);
  const inside = git(folder, ['rev-parse', '--show-prefix'], ref);
  const root = git(folder, ['rev-parse', '--show-toplevel'], ref);
  const parent = mkdtempSync(join(tmpdir(), 'cdk8s-fairway-ref-'));
  const tree = join(parent, 'tree');
  try {
    git(folder, ['worktree', 'add', '--detach', '--quiet', tree, commit], ref);
    const there = join(tree, inside);
    if (!existsSync(there)) throw new Failure(`the folder of the program, ${inside}, is not in '${ref}'`);
    link(folder, there);
    if (inside !== '') link(root, tree);
    return use(there);
  } finally {
    if (existsSync(tree)) git(folder, ['worktree', 'remove', '--force', tree], ref);
    rmSync(parent, { recursive: true, force: true });
  }
}

function link(from: string, to: string): void {
  const packages = join(from, 'node_modules');
  if (existsSync(packages) && !existsSync(join(to, 'node_modules'))) {
    symlinkSync(packages, join(to, 'node_modules'), 'junction');
  }
}

function git(folder: string, args: readonly string[], ref: string): string {
  try {
    return execFileSync('git', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
  } catch (error) {
    const { stderr = '', code } = error as { stderr?: string; code?: string };
    if (code === 'ENOENT') throw new Failure('there is no git on PATH');
    throw new Failure(stderr.trim() || `'${ref}' is no commit of this repository: name a branch, a tag or a commit`);
  }
}
