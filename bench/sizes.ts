import { mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { say } from '../test/cluster/harness/progress';
import { run } from '../test/cluster/run';
import { type Contender, type ContenderName, contenders, type Place } from './contenders';
import { readHeld } from './contenders/held';
import { writeChart } from './inputs/chart';
import { writeOverlays } from './inputs/overlays';
import { medians, type Taken, take } from './measure';
import { checkSame, heldObjects, readObjects } from './objects';
import type { ContenderResult, SizeResult } from './results';

/** Up to this size the objects of all are compared: it takes longer than to write them. */
const LARGEST_COMPARED = 100;
/** Over this size the slow ones are run once. */
const LARGEST_QUICK = 100;
const RUNS_SMALL = 5;
const RUNS_LARGE = 3;

export interface SizeOptions {
  readonly names: readonly ContenderName[];
  readonly skipSlow: boolean;
}

/** Runs the contenders of one size in turn, so that a machine that slows down slows all of them. */
export function runSize(work: Place, { names, skipSlow }: SizeOptions): SizeResult {
  const { services } = work;
  const isSlow = (name: ContenderName): boolean =>
    services > LARGEST_QUICK && (contenders[name] as Contender).slow === true;
  const isTooLarge = (name: ContenderName): boolean => services > ((contenders[name] as Contender).largest ?? services);
  const skipped = names.filter((name) => isTooLarge(name) || (skipSlow && isSlow(name)));
  const racing = names.filter((name) => !skipped.includes(name));
  const objects = prepare(work);
  const compared = services <= LARGEST_COMPARED;
  if (compared) compare(work, racing);
  const runs = new Map<ContenderName, (Taken & { readonly bytes: number })[]>(racing.map((name) => [name, []]));
  const rounds = services < LARGEST_COMPARED ? RUNS_SMALL : RUNS_LARGE;
  for (let round = 0; round < rounds; round++) {
    for (const name of racing.filter((candidate) => round === 0 || !isSlow(candidate))) {
      say(`${services} services, round ${round + 1} of ${rounds}: ${name}`);
      runs.get(name)!.push({ ...once(work, name), bytes: bytesIn(work.output) });
    }
  }
  const results = [...runs].map(([name, list]): ContenderResult => ({ name, runs: list.length, ...medians(list) }));
  return { services, objects, compared, contenders: results, skipped };
}

/** Makes what the contenders read, and returns how many objects there are. */
function prepare({ services, inputs }: Place): number {
  say(`${services} services: preparing`);
  mkdirSync(inputs, { recursive: true });
  const file = join(inputs, 'objects.json');
  run(process.execPath, [join(__dirname, 'build', 'hold.js'), String(services), file]);
  const held = readHeld(file);
  writeChart(join(inputs, 'chart'), services, held);
  writeOverlays(join(inputs, 'overlays'), held);
  return held.reduce((count, { documents }) => count + documents.length, 0);
}

function compare(place: Place, names: readonly ContenderName[]): void {
  const wanted = heldObjects(readHeld(join(place.inputs, 'objects.json')));
  for (const name of names) {
    say(`${place.services} services: comparing the objects of ${name}`);
    once(place, name);
    checkSame(name, readObjects(place.output), wanted);
  }
}

function once(place: Place, name: ContenderName): Taken {
  rmSync(place.output, { recursive: true, force: true });
  mkdirSync(place.output, { recursive: true });
  return take(place.tools.measure!, contenders[name].command(place));
}

function bytesIn(folder: string): number {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return entries.reduce((bytes, { parentPath, name }) => bytes + statSync(join(parentPath, name)).size, 0);
}
