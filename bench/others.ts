import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { say } from '../test/cluster/harness/progress';
import { run } from '../test/cluster/run';
import { type Command, medians, type Taken, take } from './measure';
import type { ChecksResult, NamedResult } from './results';

const RUNS = 5;
const PROGRAMS = join(__dirname, 'build');
const CHECKED_SIZES = [1250, 2500, 5000, 10_000];
const CLI_SERVICES = 11;

interface Candidate extends Command {
  readonly title: string;
}

/** What it takes to start Node.js and to load a package. */
export function runLoad(measure: string): readonly NamedResult[] {
  const packages = ['', 'constructs', 'cdk8s', 'cdk8s-plus-28', 'cdk8s-fairway'];
  const node = (name: string): Candidate => ({
    title: name || 'node alone',
    program: [process.execPath, join(PROGRAMS, 'load.js'), name],
  });
  return inTurn(measure, packages.map(node));
}

/** What `cdk8s synth` adds to the program that it runs. */
export function runCli(measure: string, folder: string): readonly NamedResult[] {
  const output = join(folder, 'output');
  const program = [process.execPath, join(PROGRAMS, 'fairway.js'), String(CLI_SERVICES)];
  const cdk8s = join(dirname(require.resolve('cdk8s-cli/package.json')), 'bin', 'cdk8s');
  const synth = [process.execPath, cdk8s, 'synth', '--app', program.join(' '), '--output', output];
  const offline = withoutNetwork();
  // In a home of its own the CLI finds no answer of the registry that it kept from another run.
  const env = { CDK8S_OUTDIR: output, HOME: folder };
  return inTurn(measure, [
    { title: 'the program itself', program, env },
    { title: 'cdk8s synth, CDK8S_CHECK_UPGRADE=false', program: synth, env: { ...env, CDK8S_CHECK_UPGRADE: 'false' } },
    ...(offline ? [{ title: 'cdk8s synth, no network', program: [...offline, ...synth], env }] : []),
  ]);
}

/** The checks of one environment, growing: they must not grow faster than it. */
export function runChecks(folder: string): readonly ChecksResult[] {
  const file = join(folder, 'checks.json');
  return CHECKED_SIZES.map((services) => {
    say(`checks of ${services} services`);
    const runs = Array.from({ length: 3 }, () => {
      run(process.execPath, [join(PROGRAMS, 'checks.js'), String(services), file]);
      return JSON.parse(readFileSync(file, 'utf8')) as ChecksResult;
    });
    return medians(runs);
  });
}

function inTurn(measure: string, candidates: readonly Candidate[]): readonly NamedResult[] {
  const runs = new Map<string, Taken[]>(candidates.map(({ title }) => [title, []]));
  for (let round = 0; round < RUNS; round++) {
    for (const candidate of candidates) {
      say(`round ${round + 1} of ${RUNS}: ${candidate.title}`);
      runs.get(candidate.title)!.push(take(measure, candidate));
    }
  }
  return [...runs].map(([title, list]) => ({ title, runs: list.length, ...medians(list) }));
}

/** How to run a program that reaches nobody; undefined where this machine does not allow it. */
function withoutNetwork(): readonly string[] | undefined {
  const ways = [
    ['unshare', '--net'],
    ['unshare', '--map-root-user', '--net'],
  ];
  const found = ways.find(([program, ...args]) => spawnSync(program!, [...args, 'true']).status === 0);
  if (found === undefined) say('cdk8s synth without network is left out: `unshare --net` does not work here');
  return found;
}
