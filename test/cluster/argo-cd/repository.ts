import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { run } from '../run';

/** No hooks, signing or name of the machine's user. */
const ENV = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_AUTHOR_NAME: 'test',
  GIT_AUTHOR_EMAIL: 'test@shop.example',
  GIT_COMMITTER_NAME: 'test',
  GIT_COMMITTER_EMAIL: 'test@shop.example',
};

/** Text by path; without a text the file goes. */
export type Files = Readonly<Record<string, string | undefined>>;

/** A Git repository that others fetch from, and the clone that is pushed to it from. */
export class Repository {
  readonly url: string;
  private readonly clone: string;

  /** With branches that begin alike. */
  constructor(folder: string, branches: readonly string[]) {
    const bare = join(folder, 'shop.git');
    this.url = `file://${bare}`;
    this.clone = join(folder, 'clone');
    run('git', ['init', '--quiet', '--bare', bare], { env: ENV });
    run('git', ['init', '--quiet', this.clone], { env: ENV });
    this.git('commit', '--quiet', '--allow-empty', '--message', 'nothing yet');
    for (const branch of branches) this.git('branch', '--force', branch);
  }

  /** Commits and pushes a change of a branch; gives the revision. */
  commit(branch: string, message: string, files: Files): string {
    this.git('checkout', '--quiet', branch);
    for (const [path, text] of Object.entries(files)) {
      const file = join(this.clone, path);
      if (text === undefined) rmSync(file);
      else {
        mkdirSync(dirname(file), { recursive: true });
        writeFileSync(file, text);
      }
    }
    this.git('add', '--all');
    this.git('commit', '--quiet', '--message', message);
    return this.push(branch);
  }

  /** Takes back the last commit of a branch by another one. */
  revert(branch: string): string {
    this.git('checkout', '--quiet', branch);
    this.git('revert', '--no-edit', 'HEAD');
    return this.push(branch);
  }

  revision(branch: string): string {
    return this.git('rev-parse', branch);
  }

  private push(branch: string): string {
    this.git('push', '--quiet', this.url, branch);
    return this.revision(branch);
  }

  private git(...args: readonly string[]): string {
    return run('git', args, { cwd: this.clone, env: ENV }).stdout.trim();
  }
}
