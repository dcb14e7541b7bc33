import { isDeepStrictEqual } from 'node:util';
import { tiers } from '../model/tiers';
import type { Input } from './inputs';
import type { Fields } from './recording';

/**
 * What could stand in an input's place, to see what depends on it: nothing, if it can be left out, else another value.
 * What a tier decides must be said, so it is another tier's. Where the object goes with the input, the last one, which
 * is much the same, tells what of the object depends on it.
 */
export function alternatives(input: Input): readonly (Input | undefined)[] {
  const { subject, name, value } = input;
  const nudged = { ...input, value: nudge(value) };
  if (name.length === 0) return subject === '' ? [nudged] : [undefined];
  if (subject !== '' || name.length > 1 || !(name[0]! in tiers.dev)) return [undefined, nudged];
  const given = Object.values(tiers).map((tier) => (tier as Fields)[name[0]!]);
  const others = given.filter((one) => !isDeepStrictEqual(one, value));
  return [...others.map((other) => ({ ...input, value: other })), nudged];
}

/** The same with other numbers and texts, except where a text chooses between kinds of things. */
function nudge(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'string') return `${value}-other`;
  if (Array.isArray(value)) return value.map(nudge);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value);
  return Object.fromEntries(entries.map(([key, item]) => [key, isFixed(key) ? item : nudge(item)]));
}

function isFixed(key: string): boolean {
  return key === 'kind' || key === '$construct';
}
