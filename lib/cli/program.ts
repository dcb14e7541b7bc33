import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Yaml } from 'cdk8s';
import { Failure } from './failure';
import type { RecordedEnvironment } from './recording';

export interface RunOptions {
  /** The folder of the program. */
  readonly folder: string;
  /** The command that runs it; undefined: `app` of `cdk8s.yaml`. */
  readonly app: string | undefined;
  readonly env: NodeJS.ProcessEnv;
  /** The file that has `recordTo`, without extension. */
  readonly preload: string;
}

const MAX_REPORT_BYTES = 64 * 1024 * 1024;

/**
 * Runs the user's program as `cdk8s synth` does, but for its output, which goes to a folder that is removed afterwards.
 * Environments with errors are given too, with their issues and without objects.
 */
export function runProgram(options: RunOptions): readonly RecordedEnvironment[] {
  const folder = mkdtempSync(join(tmpdir(), 'cdk8s-fairway-'));
  try {
    return runInto(folder, options);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function runInto(temporary: string, { folder, app, env, ...options }: RunOptions): readonly RecordedEnvironment[] {
  const command = app ?? appOf(folder);
  const [preload, recording] = [join(temporary, 'preload.cjs'), join(temporary, 'recording.json')];
  const [library, file] = [options.preload, recording].map((path) => JSON.stringify(path));
  writeFileSync(preload, `require(${library}).recordTo(${file});\n`);
  // The command is the user's own, written for a shell, as cdk8s runs it; nothing is added to it.
  const { status, stderr, error } = spawnSync(command, {
    cwd: folder,
    shell: true,
    encoding: 'utf8',
    stdio: ['ignore', 'ignore', 'pipe'],
    maxBuffer: MAX_REPORT_BYTES,
    env: {
      ...env,
      CDK8S_OUTDIR: join(temporary, 'dist'),
      NODE_OPTIONS: [env.NODE_OPTIONS, `--require ${JSON.stringify(preload)}`].filter(Boolean).join(' '),
    },
  });
  if (error) throw new Failure(`'${command}' cannot be run: ${error.message}`);
  const found = existsSync(recording) ? (JSON.parse(readFileSync(recording, 'utf8')) as RecordedEnvironment[]) : [];
  if (status !== 0 && !found.some(isBroken)) throw new Failure(`'${command}' exits with ${status}:\n${stderr.trim()}`);
  if (found.length === 0) {
    throw new Failure(
      `'${command}' makes no Environment of this version of cdk8s-fairway: name the program that does with --app`,
    );
  }
  return found;
}

/** Whether errors keep an environment from being synthesized. */
export function isBroken({ issues }: RecordedEnvironment): boolean {
  return issues.some(({ severity }) => severity === 'error');
}

function appOf(folder: string): string {
  const file = join(folder, 'cdk8s.yaml');
  const [settings] = existsSync(file) ? (Yaml.load(file) as { readonly app?: unknown }[]) : [];
  if (typeof settings?.app === 'string') return settings.app;
  const found = existsSync(file) ? 'cdk8s.yaml here names no app' : 'there is no cdk8s.yaml here';
  throw new Failure(`${found}: run this in the folder of your program, or say --app 'npx tsx main.ts'`);
}
