import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

export interface Outcome {
  readonly status: number | null;
  readonly output: string;
  /** What the fakes were called with, one line a call. */
  readonly calls: readonly string[];
}

/** What is piped into a program that does not read it ends the script, or not, as the machine pleases. */
const LOGIN = 'if [ "$1" = login ]; then password=$(cat); fi';

/**
 * A machine on which the scripts of the workflows really run, in bash as GitHub starts it. The programs that would reach
 * another machine (docker, cosign, trivy, gh, npx, go and the graders) are fakes, which write down how they were called;
 * git, jq and the rest are real.
 */
export class StepRunner {
  readonly folder = mkdtempSync(join(tmpdir(), 'fairway-step-'));
  readonly work = join(this.folder, 'work');
  private readonly bin = join(this.folder, 'bin');
  private readonly log = join(this.folder, 'calls');

  constructor() {
    for (const folder of [this.bin, this.work, join(this.folder, 'graders')]) mkdirSync(folder);
    for (const name of ['docker', 'cosign', 'trivy', 'gh', 'npx', 'go']) this.fake(name);
    for (const name of ['kube-score', 'kubeconform', 'conftest']) this.fake(name, '', join(this.folder, 'graders'));
  }

  /** A fake program: writes down its call, reads a password as `docker login` does, then does what the text says. */
  fake(name: string, body = '', folder = this.bin): void {
    const file = join(folder, name);
    writeFileSync(file, `#!/usr/bin/env bash\nprintf '%s\\n' "${name} $*" >>"$CALLS"\n${LOGIN}\n${body}\n`);
    chmodSync(file, 0o755);
  }

  /** Another answer of a grader, which the scripts install to a folder of their own. */
  fakeGrader(name: string, body: string): void {
    this.fake(name, body, join(this.folder, 'graders'));
  }

  run(script: string, variables: Readonly<Record<string, string>>): Outcome {
    rmSync(this.log, { force: true });
    const env = {
      PATH: `${this.bin}:${process.env.PATH}`,
      HOME: this.folder,
      CALLS: this.log,
      RUNNER_TEMP: this.folder,
      GITHUB_OUTPUT: join(this.folder, 'output'),
      GITHUB_STEP_SUMMARY: join(this.folder, 'summary'),
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'shop/shop',
      GITHUB_RUN_ID: '42',
      GITHUB_ACTOR: 'ada',
      ...variables,
    };
    const args = ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script];
    const { status, stdout, stderr } = spawnSync('bash', args, { cwd: this.work, env, encoding: 'utf8' });
    const calls = existsSync(this.log) ? readFileSync(this.log, 'utf8').trimEnd().split('\n') : [];
    return { status, output: stdout + stderr, calls };
  }

  write(file: string, text: string): void {
    mkdirSync(dirname(join(this.work, file)), { recursive: true });
    writeFileSync(join(this.work, file), text);
  }

  /** What the scripts have written: `work/manifests.md`, `output`, `summary`. */
  read(file: string): string {
    return readFileSync(join(this.folder, file), 'utf8');
  }

  /** The real git, with an author and without the settings of whoever runs the test. */
  git(...args: readonly string[]): string {
    const env = { PATH: process.env.PATH, HOME: this.folder, GIT_CONFIG_NOSYSTEM: '1' };
    const who = ['-c', 'user.name=test', '-c', 'user.email=test@shop.example'];
    const { status, stdout, stderr } = spawnSync('git', [...who, ...args], { cwd: this.work, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`git ${args.join(' ')}: ${stderr}`);
    return stdout.trim();
  }

  /** A clone of a repository with one commit on main; gives the commit. */
  clone(): string {
    const origin = join(this.folder, 'origin.git');
    this.git('init', '--quiet', '--bare', '--initial-branch=main', origin);
    this.git('init', '--quiet', '--initial-branch=main');
    this.git('remote', 'add', 'origin', origin);
    return this.commit('first');
  }

  /** Commits all files to main and pushes it. */
  commit(message: string): string {
    this.git('add', '--all');
    this.git('commit', '--quiet', '--allow-empty', '--message', message);
    this.git('push', '--quiet', 'origin', 'HEAD:main');
    this.git('fetch', '--quiet', 'origin');
    return this.git('rev-parse', 'HEAD');
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}
