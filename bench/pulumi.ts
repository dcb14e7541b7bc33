import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject } from 'cdk8s';
import { App } from 'cdk8s-fairway';
import { PulumiStack } from '../test/cluster/pulumi';
import { run } from '../test/cluster/run';
import { shopEnvironments } from './programs/shop';

/** Pairs of runs; the median of their ratios is what counts. */
const RUNS = 5;
const NAMESPACES = ['namespace/shop', 'namespace/shop-dev', 'namespace/shop-staging'];

interface Contender {
  readonly name: string;
  readonly stack: PulumiStack;
}

interface Round {
  readonly preview: number;
  readonly up: number;
  readonly again: number;
}

/** The same objects by `deploy(environment)` and by the classes of @pulumi/kubernetes, in turn, on one cluster. */
function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-bench-'));
  const file = join(folder, 'objects.json');
  const objects = shopEnvironments(new App({ onIssue: () => undefined })).flatMap((environment) =>
    environment.node
      .findAll()
      .filter(ApiObject.isApiObject)
      .map((object) => object.toJson()),
  );
  writeFileSync(file, JSON.stringify(objects));
  run('npm', ['run', 'build']);
  run('kubectl', ['create', 'namespace', 'kafka'], { mayFail: true });
  const ours = contender('deploy()', 'fairway', {});
  const plain = contender('@pulumi/kubernetes', 'plain', { FAIRWAY_OBJECTS: file });
  try {
    process.stdout.write(`${objects.length} objects, ${RUNS} pairs of runs; seconds, and milliseconds an object\n`);
    const rounds = Array.from({ length: RUNS }, () => [round(ours), round(plain)] as const);
    report('preview, nothing deployed', 'preview', { rounds, count: objects.length });
    report('up, nothing deployed', 'up', { rounds, count: objects.length });
    report('up, nothing changed', 'again', { rounds, count: objects.length });
  } finally {
    for (const { stack } of [ours, plain]) stack.remove();
    rmSync(folder, { recursive: true });
  }
}

function contender(name: string, program: string, env: Readonly<Record<string, string>>): Contender {
  const own = { ...env, TSX_TSCONFIG_PATH: join(__dirname, 'tsconfig.json') };
  return { name, stack: new PulumiStack(`bench/programs/${program}`, `bench-${program}`, own) };
}

function round({ stack }: Contender): Round {
  const times = {
    preview: seconds(() => stack.preview()),
    up: seconds(() => stack.up()),
    again: seconds(() => stack.up()),
  };
  stack.destroy();
  run('kubectl', ['wait', '--for', 'delete', '--timeout', '120s', ...NAMESPACES]);
  return times;
}

interface Rounds {
  readonly rounds: readonly (readonly [Round, Round])[];
  readonly count: number;
}

function report(what: string, which: keyof Round, { rounds, count }: Rounds): void {
  for (const [index, name] of [
    [0, 'deploy()'],
    [1, '@pulumi/kubernetes'],
  ] as const) {
    const time = median(rounds.map((pair) => pair[index][which]));
    const each = ((time * 1000) / count).toFixed(1);
    process.stdout.write(`${what.padEnd(28)}${name.padEnd(22)}${time.toFixed(2)} s  ${each} ms\n`);
  }
  const ratio = median(rounds.map(([ours, plain]) => ours[which] / plain[which]));
  process.stdout.write(`${what.padEnd(28)}ratio ${ratio.toFixed(2)}\n`);
}

function seconds(work: () => void): number {
  const start = process.hrtime.bigint();
  work();
  return Number(process.hrtime.bigint() - start) / 1e9;
}

function median(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)]!;
}

main();
