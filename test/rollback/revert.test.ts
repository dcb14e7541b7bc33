import { spawnSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { REVERT } from '../../lib/resources/rollback/revert';
import { temporaryFolder } from '../support/testing';
import { Machine, type Outcome } from './runner';

const LOCK = 'images/dev.json';
const DAY = 86_400;

/** A real repository without work tree, and a clone of it to work in. */
class Repository {
  readonly folder = temporaryFolder();
  readonly origin = join(this.folder, 'origin.git');
  private readonly work = join(this.folder, 'work');

  constructor() {
    spawnSync('git', ['init', '--quiet', '--bare', '--initial-branch=dev', this.origin]);
    spawnSync('git', ['clone', '--quiet', this.origin, this.work]);
    this.git('checkout', '--quiet', '-b', 'dev');
    mkdirSync(join(this.work, 'images'));
    this.commit('first', { [LOCK]: '1', other: '1' }, DAY);
  }

  git(...args: readonly string[]): string {
    return this.gitAt(0, ...args);
  }

  /** Commits files to the branch and pushes it, so many seconds ago. */
  commit(message: string, files: Readonly<Record<string, string>>, secondsAgo = 400): void {
    for (const [file, text] of Object.entries(files)) writeFileSync(join(this.work, file), text);
    this.git('add', '--all');
    this.gitAt(secondsAgo, 'commit', '--quiet', '--message', message);
    this.git('push', '--quiet', 'origin', 'HEAD:dev');
  }

  /** Merges what was committed long ago on a branch, as a pull request does. */
  merge(files: Readonly<Record<string, string>>): void {
    this.git('checkout', '--quiet', '-b', 'topic');
    for (const [file, text] of Object.entries(files)) writeFileSync(join(this.work, file), text);
    this.gitAt(DAY, 'commit', '--quiet', '--all', '--message', 'promote');
    this.git('checkout', '--quiet', 'dev');
    this.gitAt(400, 'merge', '--quiet', '--no-ff', '--message', 'merge', 'topic');
    this.git('push', '--quiet', 'origin', 'HEAD:dev');
  }

  /** What stands in a file of the branch now. */
  read(file = LOCK): string {
    return spawnSync('git', ['--git-dir', this.origin, 'show', `dev:${file}`], { encoding: 'utf8' }).stdout;
  }

  get log(): readonly string[] {
    const { stdout } = spawnSync('git', ['--git-dir', this.origin, 'log', '--first-parent', '--format=%s', 'dev'], {
      encoding: 'utf8',
    });
    return stdout.trim().split('\n');
  }

  rollback(variables: Readonly<Record<string, string>> = {}): Outcome {
    return new Machine().run(REVERT, {
      REPOSITORY: this.origin,
      BRANCH: 'dev',
      LOCK_FILE: LOCK,
      SERVICE: 'users',
      REASON: 'TooManyErrors: users "fails" $(touch hacked)',
      ALERT_STARTED: String(Math.floor(Date.now() / 1000)),
      ALERT_FOR: '300',
      FRESH_FOR: '1800',
      ...variables,
    });
  }

  private gitAt(secondsAgo: number, ...args: readonly string[]): string {
    const date = `${Math.floor(Date.now() / 1000) - secondsAgo} +0000`;
    const env = { PATH: process.env.PATH, HOME: this.folder, GIT_CONFIG_NOSYSTEM: '1', GIT_COMMITTER_DATE: date };
    const who = ['-c', 'user.name=test', '-c', 'user.email=test@shop.example'];
    const { status, stdout, stderr } = spawnSync('git', [...who, ...args], { cwd: this.work, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }
}

let repository: Repository;
beforeEach(() => {
  repository = new Repository();
});

const TAKEN_BACK = 'Take back a release after which users failed';

test('the commit that changed the lock last is reverted, whatever came after it, and says why', () => {
  repository.commit('promote', { [LOCK]: '2' });
  repository.commit('something else', { other: '2' }, 350);
  expect(repository.rollback().status).toBe(0);
  expect([repository.read(), repository.read('other')]).toEqual(['1', '2']);
  expect(repository.log).toEqual([TAKEN_BACK, 'something else', 'promote', 'first']);
  const { stdout } = spawnSync('git', ['--git-dir', repository.origin, 'log', '-1', '--format=%B', 'dev'], {
    encoding: 'utf8',
  });
  expect(stdout).toContain('TooManyErrors: users "fails" $(touch hacked)');
});

test('a revert is never reverted', () => {
  repository.commit('promote', { [LOCK]: '2' });
  repository.rollback();
  const { status, output } = repository.rollback();
  expect([status, output]).toEqual([
    0,
    expect.stringMatching(/^images\/dev\.json is left as it is: \w+ is itself a revert\n$/),
  ]);
  expect(repository.read()).toBe('1');
});

test('a merge is reverted as a whole, and is as old as the merge', () => {
  repository.merge({ [LOCK]: '2' });
  expect(repository.rollback().status).toBe(0);
  expect(repository.read()).toBe('1');
  expect(repository.log).toEqual([TAKEN_BACK, 'merge', 'first']);
});

test.each<readonly [string, () => void, Readonly<Record<string, string>>, RegExp]>([
  ['a release of long ago', () => repository.commit('promote', { [LOCK]: '2' }, 2000), {}, /is older than 1800 s/],
  [
    'one that came after the failure',
    () => repository.commit('promote', { [LOCK]: '2' }, 200),
    {},
    /users failed before/,
  ],
  ['a lock that nobody has changed', () => undefined, { LOCK_FILE: 'images/prod.json' }, /no commit has changed it/],
  ['the first one', () => undefined, { FRESH_FOR: '1000000' }, /there is no version before it/],
])('%s stays', (_what, prepare, variables, reason) => {
  prepare();
  const lock = repository.read();
  const { status, output } = repository.rollback(variables);
  expect([status, output]).toEqual([0, expect.stringMatching(reason)]);
  expect(repository.read()).toBe(lock);
});

test('of two at once one pushes, and the other finds a revert when it is tried again', () => {
  repository.commit('promote', { [LOCK]: '2' });
  const hook = join(repository.origin, 'hooks', 'update');
  // Another revert arrives between this one's clone and its push.
  writeFileSync(hook, `#!/bin/sh\nrm "$0"\nexit 1\n`, { mode: 0o755 });
  expect(repository.rollback().status).not.toBe(0);
  expect(repository.rollback().status).toBe(0);
  expect(repository.rollback().output).toMatch(/is itself a revert/);
  expect(repository.log).toEqual([TAKEN_BACK, 'promote', 'first']);
});
