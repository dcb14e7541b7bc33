import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryFolder } from '../support/testing';

export interface Outcome {
  readonly status: number | null;
  readonly output: string;
}

/** A folder whose programs come before those of the machine. */
export class Machine {
  readonly folder = temporaryFolder();
  private readonly log = join(this.folder, 'calls');

  /** A fake program, which writes down how it was called. */
  fake(name: string, body: string): void {
    const file = join(this.folder, name);
    writeFileSync(file, `#!/bin/sh\nprintf '%s\\n' "${name} $*" >>'${this.log}'\n${body}\n`);
    chmodSync(file, 0o755);
  }

  /** How the fakes were called, a line each. */
  get calls(): readonly string[] {
    return existsSync(this.log) ? readFileSync(this.log, 'utf8').trimEnd().split('\n') : [];
  }

  /** Runs a script as the Job does. */
  run(script: string, variables: Readonly<Record<string, string>>): Outcome {
    const env = {
      PATH: `${this.folder}:${process.env.PATH}`,
      HOME: this.folder,
      GIT_CONFIG_NOSYSTEM: '1',
      ...variables,
    };
    const { status, stdout, stderr } = spawnSync('/bin/sh', ['-c', script], { env, encoding: 'utf8' });
    return { status, output: stdout + stderr };
  }
}
