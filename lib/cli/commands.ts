import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { mapFiles } from '../map/files';
import { mermaid } from '../map/mermaid';
import { systemMap } from '../map/system-map';
import type { SystemMap } from '../map/types';
import { atRef } from './at-ref';
import { check, environmentNamed, hasFindings } from './check';
import { checkText } from './check-text';
import { type DiffReport, diff } from './diff';
import { diffText } from './diff-text';
import { explain, unknownStep } from './explain';
import { explainText } from './explain-text';
import { Failure, unknown } from './failure';
import { isBroken, runProgram } from './program';
import type { RecordedEnvironment } from './recording';
import { type Side, sideOf } from './side';
import { objectNamed } from './target';

/** What every command may be told. */
export interface CommonOptions {
  readonly app?: string;
  readonly json?: boolean;
}

/** Where a command runs. */
export interface World {
  readonly folder: string;
  readonly env: NodeJS.ProcessEnv;
  /** The file that records a program, without extension. */
  readonly preload: string;
  /** A date like `2027-03-31`. */
  readonly today: string;
  readonly write: (text: string) => void;
}

/** 0: nothing found; 1: a difference or a finding. A `Failure` is 2. */
export type ExitCode = 0 | 1;

export function diffEnvironments(
  world: World,
  [left, right]: readonly [string, string],
  options: CommonOptions,
): ExitCode {
  const recordings = synthesized(recordingsOf(world, options));
  const [one, other] = [left, right].map((name) => sideOf(environmentNamed(recordings, name)));
  return reportDiffs(world, [diff(one!, other!)], options);
}

export function diffRef(world: World, ref: string, options: CommonOptions & { readonly env?: string }): ExitCode {
  const after = synthesized(recordingsOf(world, options));
  const before = synthesized(atRef(world.folder, ref, (folder) => recordingsOf({ ...world, folder }, options)));
  const names = [...new Set([...before, ...after].map(({ name }) => name))];
  if (options.env !== undefined && !names.includes(options.env)) throw unknown('environment', options.env, names);
  const wanted = names.filter((name) => options.env === undefined || name === options.env);
  const reports = wanted.map((name) => diffOver(name, ref, before, after));
  return reportDiffs(world, reports, options);
}

/** An environment that only one of the commits has is told as such, not object by object. */
function diffOver(
  name: string,
  ref: string,
  before: readonly RecordedEnvironment[],
  after: readonly RecordedEnvironment[],
): DiffReport {
  const [one, other] = [before, after].map((side) => side.find((environment) => environment.name === name));
  const titles = { left: `${name} at ${ref}`, right: name };
  if (one && other) return diff(sideOf(one, { title: titles.left }), sideOf(other));
  const change = other ? 'added' : 'removed';
  return { ...titles, differences: [{ object: `Environment/${name}`, change, causes: [] }], affected: [] };
}

function reportDiffs({ write }: World, reports: readonly DiffReport[], { json }: CommonOptions): ExitCode {
  write(json ? jsonText(reports) : reports.map(diffText).join('\n'));
  return reports.every(({ differences }) => differences.length === 0) ? 0 : 1;
}

export function explainObject(
  world: World,
  [object, path = '']: readonly [string, string?],
  options: CommonOptions & { readonly env?: string },
): ExitCode {
  const side = sideFor(synthesized(recordingsOf(world, options)), options.env);
  const found = objectNamed(side, object);
  const step = unknownStep(side.objects.get(found), path);
  if (step)
    throw new Failure(`${object} has no '${path}': ${step.at || 'it'} has ${step.known.join(', ') || 'nothing in it'}`);
  const explanation = explain(side, found, path);
  world.write(options.json ? jsonText(explanation) : explainText(explanation));
  return 0;
}

export function showMap(
  world: World,
  options: CommonOptions & { readonly env?: string; readonly page?: string },
): ExitCode {
  const recordings = synthesized(recordingsOf(world, options));
  const named = options.env === undefined ? recordings : [environmentNamed(recordings, options.env)];
  const maps = named.map((one) => mapOf(sideOf(one, { wanted: new Set() })));
  if (options.page !== undefined) {
    const file = resolve(world.folder, options.page);
    writeFileSync(file, mapFiles(maps).get('map.html')!);
    world.write(`${file}\n`);
    return 0;
  }
  const [only] = maps;
  if (options.json) world.write(jsonText(maps));
  else world.write(maps.length === 1 ? mermaid(only!) : mapFiles(maps).get('map.md')!);
  return 0;
}

export function checkProgram(world: World, names: readonly string[], options: CommonOptions): ExitCode {
  const [from, to] = names;
  if (from !== undefined && to === undefined) {
    throw new Failure(`check ${from}: say where it goes too, as in 'check ${from} prod', or name neither`);
  }
  const pair = from !== undefined && to !== undefined ? ([from, to] as const) : undefined;
  const report = check(recordingsOf(world, options), pair);
  world.write(options.json ? jsonText(report) : checkText(report, world.today));
  return hasFindings(report) ? 1 : 0;
}

function recordingsOf({ folder, env, preload }: World, { app }: CommonOptions): readonly RecordedEnvironment[] {
  return runProgram({ folder, app, env, preload });
}

function synthesized(recordings: readonly RecordedEnvironment[]): readonly RecordedEnvironment[] {
  const broken = recordings.filter(isBroken).map(({ name }) => name);
  if (broken.length === 0) return recordings;
  throw new Failure(
    `the program does not synthesize, because of errors in ${broken.join(', ')}: 'cdk8s-fairway check' tells them`,
  );
}

/** Without a name, the environment that comes last on the way of a change. */
function sideFor(recordings: readonly RecordedEnvironment[], name: string | undefined): Side {
  if (name !== undefined || recordings.length === 1)
    return sideOf(environmentNamed(recordings, name ?? recordings[0]!.name));
  const known = recordings.map((one) => one.name);
  throw new Failure(`say in which environment: --env ${known.join(', --env ')}`);
}

function mapOf({ replayed: { environment } }: Side): SystemMap {
  return systemMap(environment.resolved, environment.graph);
}

function jsonText(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
