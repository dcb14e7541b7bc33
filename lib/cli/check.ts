import type { Issue } from '../model/issue';
import type { Waiver } from '../model/waiver';
import { unknown } from './failure';
import { isBroken } from './program';
import { type Finding, promotion } from './promotion';
import type { RecordedEnvironment } from './recording';
import { type Side, sideOf } from './side';

export interface CheckedEnvironment {
  readonly name: string;
  readonly issues: readonly Issue[];
  readonly waivers: readonly Waiver[];
}

export interface CheckedPromotion {
  readonly from: string;
  readonly to: string;
  /** Undefined: an environment with errors cannot be compared. */
  readonly findings?: readonly Finding[];
}

export interface CheckReport {
  readonly environments: readonly CheckedEnvironment[];
  readonly promotions: readonly CheckedPromotion[];
}

/** What synth found in each environment, and what stands between one and the next. */
export function check(
  recordings: readonly RecordedEnvironment[],
  named: readonly [from: string, to: string] | undefined,
): CheckReport {
  const pairs = named ? [named.map((name) => environmentNamed(recordings, name))] : byTier(recordings);
  return {
    environments: recordings.map((one) => ({
      name: one.name,
      issues: one.issues,
      waivers: propOf(one, 'waivers') ?? [],
    })),
    promotions: pairs.map(([from, to]) => promoted(from!, to!)),
  };
}

/** Errors, warnings that nobody waived, and anything that stands between two environments. */
export function hasFindings({ environments, promotions }: CheckReport): boolean {
  return (
    environments.some(({ issues }) => issues.some(({ severity }) => severity !== 'note')) ||
    promotions.some(({ findings }) => findings === undefined || findings.length > 0)
  );
}

export function environmentNamed(recordings: readonly RecordedEnvironment[], name: string): RecordedEnvironment {
  const found = recordings.find((one) => one.name === name);
  if (found) return found;
  throw unknown(
    'environment',
    name,
    recordings.map((one) => one.name),
  );
}

function promoted(from: RecordedEnvironment, to: RecordedEnvironment): CheckedPromotion {
  const names = { from: from.name, to: to.name };
  return isBroken(from) || isBroken(to) ? names : { ...names, findings: promotion(graphSide(from), graphSide(to)) };
}

/** No object is looked at. */
function graphSide(recording: RecordedEnvironment): Side {
  return sideOf(recording, { wanted: new Set() });
}

/** From staging to prod; a program may have several of either. */
function byTier(recordings: readonly RecordedEnvironment[]): readonly (readonly RecordedEnvironment[])[] {
  const of = (tier: string): readonly RecordedEnvironment[] => recordings.filter((one) => propOf(one, 'tier') === tier);
  return of('staging').flatMap((from) => of('prod').map((to) => [from, to]));
}

function propOf<T>({ said }: RecordedEnvironment, prop: string): T | undefined {
  const own = said.find(({ as }) => as === 'Environment');
  return (own?.said as Readonly<Record<string, T>> | undefined)?.[prop];
}
