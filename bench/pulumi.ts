import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ApiObject } from 'cdk8s';
import { App } from 'cdk8s-fairway';
import { PulumiStack } from '../test/cluster/pulumi';
import { run } from '../test/cluster/run';
import { buildSystem } from '../test/cluster/systems';

/** Pairs of runs; the median of their ratios is what counts. */
const RUNS = 5;
const SYSTEMS = ['shop/dev', 'shop/staging', 'shop/prod'];

interface Contender {
  readonly name: string;
  readonly stack: PulumiStack;
}

/** The same objects by `deploy(environment)` and by the classes of @pulumi/kubernetes, in turn, on one cluster. */
function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-bench-'));
  const file = join(folder, 'objects.json');
  const objects = SYSTEMS.flatMap((system) => {
    const environment = buildSystem(system, new App({ onIssue: () => undefined }));
    return environment.node
      .findAll()
      .filter(ApiObject.isApiObject)
      .map((object) => object.toJson());
  });
  writeFileSync(file, JSON.stringify(objects));
  run('kubectl', ['create', 'namespace', 'kafka'], { mayFail: true });
  const ours = contender('deploy()', 'systems', { FAIRWAY_SYSTEMS: JSON.stringify(SYSTEMS) });
  const plain = contender('@pulumi/kubernetes', 'plain', { FAIRWAY_OBJECTS: file });
  const both = { ours, plain, count: objects.length };
  try {
    process.stdout.write(`${objects.length} objects, ${RUNS} pairs of runs; seconds, and milliseconds a resource\n`);
    report('preview, nothing deployed', both, ({ stack }) => stack.preview());
    report('up and destroy', both, ({ stack }) => {
      stack.up();
      stack.destroy();
    });
  } finally {
    for (const { stack } of [ours, plain]) stack.remove();
    rmSync(folder, { recursive: true });
  }
}

function contender(name: string, program: string, env: Readonly<Record<string, string>>): Contender {
  return { name, stack: new PulumiStack(`test/cluster/programs/${program}`, `bench-${program}`, env) };
}

function report(
  what: string,
  { ours, plain, count }: { readonly ours: Contender; readonly plain: Contender; readonly count: number },
  work: (contender: Contender) => void,
): void {
  const pairs = Array.from({ length: RUNS }, () => [seconds(() => work(ours)), seconds(() => work(plain))] as const);
  const [mine, theirs] = [median(pairs.map(([a]) => a)), median(pairs.map(([, b]) => b))];
  const ratio = median(pairs.map(([a, b]) => a / b));
  for (const [name, time] of [
    [ours.name, mine],
    [plain.name, theirs],
  ] as const) {
    process.stdout.write(
      `${what.padEnd(28)}${name.padEnd(22)}${time.toFixed(2)} s  ${((time * 1000) / count).toFixed(1)} ms\n`,
    );
  }
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
