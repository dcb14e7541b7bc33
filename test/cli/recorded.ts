import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Environment, type EnvironmentProps, tiers } from 'cdk8s-fairway';
import { startRecording } from '../../lib/cli/record';
import type { RecordedEnvironment } from '../../lib/cli/recording';
import { type Side, sideOf } from '../../lib/cli/side';
import { platform } from '../support/testing';

/** What the command line would read of a program that does this. */
export function recordedOf(program: () => void): readonly RecordedEnvironment[] {
  const recording = startRecording();
  program();
  return JSON.parse(JSON.stringify(recording())) as readonly RecordedEnvironment[];
}

/** Runs an example's main program in this process, without keeping what it writes. */
export function recordedExample(name: string): readonly RecordedEnvironment[] {
  const outdir = mkdtempSync(join(tmpdir(), `fairway-${name}-`));
  const before = process.env.CDK8S_OUTDIR;
  const stderr = jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
  process.env.CDK8S_OUTDIR = outdir;
  try {
    return recordedOf(() => jest.isolateModules(() => require(`../../examples/${name}/main`)));
  } finally {
    stderr.mockRestore();
    if (before === undefined) delete process.env.CDK8S_OUTDIR;
    else process.env.CDK8S_OUTDIR = before;
    rmSync(outdir, { recursive: true });
  }
}

export type Content = (environment: Environment) => void;

/** One environment of staging's tier on the tests' platform, as the command line sees it. */
export function side(content: Content, props: Partial<EnvironmentProps> = {}, name = 'staging'): Side {
  const [recorded] = recordedOf(() => {
    content(new Environment(new App(), name, { ...platform, ...tiers.staging, images: 'any', ...props }));
  });
  return sideOf(recorded!);
}
