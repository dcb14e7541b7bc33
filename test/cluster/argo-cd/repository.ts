import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { REVERT } from '../../../lib/resources/rollback/revert';
import { inFolder, run } from '../run';

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

  /** Takes back, by the script of the rollback's Job, the last commit that changed a branch's images lock. */
  takeBack(branch: string, lockFile: string): string {
    inFolder((home) => {
      const variables = {
        REPOSITORY: this.url,
        BRANCH: branch,
        LOCK_FILE: lockFile,
        SERVICE: 'users',
        REASON: 'TooManyErrors',
        ALERT_STARTED: String(Math.ceil(Date.now() / 1000)),
        ALERT_FOR: '0',
        FRESH_FOR: '1800',
      };
      const env = { ...ENV, ...variables, HOME: home, GIT_CONFIG_GLOBAL: join(home, '.gitconfig') };
      run('/bin/sh', ['-c', REVERT], { env });
    });
    this.git('checkout', '--quiet', branch);
    this.git('pull', '--quiet', '--ff-only', this.url, branch);
    return this.revision(branch);
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
