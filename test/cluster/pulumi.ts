import { join } from 'node:path';
import { type RunResult, run } from './run';

const ROOT = join(__dirname, '../..');

/** A Pulumi project of the repository, driven by the real command. */
export class PulumiStack {
  constructor(
    private readonly folder: string,
    private readonly stack: string,
    private readonly env: Readonly<Record<string, string>> = {},
  ) {
    this.pulumi(['stack', 'init', stack]);
  }

  up(env: Readonly<Record<string, string>> = {}, args: readonly string[] = []): RunResult {
    return this.pulumi(['up', '--yes', '--skip-preview', '--stack', this.stack, ...args], { env });
  }

  /** An `up` that is expected to go wrong. */
  failingUp(env: Readonly<Record<string, string>> = {}): RunResult {
    return this.pulumi(['up', '--yes', '--stack', this.stack], { env, mayFail: true });
  }

  preview(env: Readonly<Record<string, string>> = {}, args: readonly string[] = []): RunResult {
    return this.pulumi(['preview', '--stack', this.stack, ...args], { env });
  }

  export(): string {
    return this.pulumi(['stack', 'export', '--stack', this.stack]).stdout;
  }

  output(name: string): unknown {
    return JSON.parse(this.pulumi(['stack', 'output', '--json', '--stack', this.stack, name]).stdout);
  }

  /** What differs in the cluster from what Pulumi left there. */
  refreshPreview(env: Readonly<Record<string, string>> = {}): RunResult {
    return this.pulumi(['refresh', '--preview-only', '--diff', '--stack', this.stack], { env });
  }

  destroy(env: Readonly<Record<string, string>> = {}): RunResult {
    return this.pulumi(['destroy', '--yes', '--skip-preview', '--stack', this.stack], { env });
  }

  remove(): void {
    this.pulumi(['stack', 'rm', '--yes', '--force', '--stack', this.stack], { mayFail: true });
  }

  private pulumi(
    args: readonly string[],
    { env = {}, mayFail = false }: { readonly env?: Readonly<Record<string, string>>; readonly mayFail?: boolean } = {},
  ): RunResult {
    const cwd = join(ROOT, this.folder);
    return run('pulumi', ['--non-interactive', '--color', 'never', ...args], {
      cwd,
      mayFail,
      env: { ...this.env, ...env },
    });
  }
}

/** What a finished `up` or `destroy` says it did: `{ unchanged: 56 }`. */
export function changesOf({ stdout }: RunResult): Readonly<Record<string, number>> {
  const resources = stdout.slice(stdout.lastIndexOf('Resources:'));
  const counts = [...resources.matchAll(/(\d+) (created|updated|replaced|deleted|unchanged)/g)];
  return Object.fromEntries(counts.map(([, count, what]) => [what!, Number(count)]));
}
