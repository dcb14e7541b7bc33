import { isDeepStrictEqual } from 'node:util';
import { contentHash } from '../model/names';
import { type Tier, tiers } from '../model/tiers';
import type { FieldPath } from './fields';
import type { Input } from './inputs';
import type { Fields } from './recording';

const LONGEST_VALUE = 72;

/** What an input is called in the program. `tier` is that of the environment it is told to. */
export function nameOf(input: Input, tier: string | undefined): string {
  if (input.subject === '') return environmentInput(input, tier);
  const service = lastOf(input.subject);
  switch (input.as) {
    case 'upstream':
      return `edge ${service} → ${[lastOf(input.name[0]!), ...input.name.slice(1)].join(' ')}`;
    case 'produces':
      return `edge ${service} → ${lastOf(input.name[0]!)} (produces)`;
    case 'consumes':
      return `edge ${lastOf(input.name[0]!)} → ${service} (consumes)`;
    case 'override':
      return `override of ${input.name[0]} of ${service}`;
    default:
      return constructInput(input, service);
  }
}

function constructInput({ name, as }: Input, id: string): string {
  if (name.length === 0) return `${as} ${id}`;
  if (name[0] === 'config') return `config '${name[1]}' of ${id} (layer service)`;
  return `${formatName(name)} of ${id}`;
}

function environmentInput({ name, value }: Input, tier: string | undefined): string {
  const [prop, ...rest] = name;
  if (prop === undefined) return "the environment's name";
  if (prop === 'platformConfig') return `config '${rest[0]}' (layer platform)`;
  if (prop === 'config') return `config '${rest[0]}' (layer environment)`;
  if (prop === 'services' && rest[1] === 'config') {
    return `config '${rest[2]}' of ${rest[0]} (layer service-in-environment)`;
  }
  if (prop === 'services') return `${formatName(rest.slice(1))} of ${rest[0]} in this environment`;
  if (prop === 'tier') return 'tier';
  return fromTier(prop, value, tier) ? `${prop} of tier ${tier}` : `${formatName(name)} of the environment`;
}

/** Whether a value is what the tier gives. */
function fromTier(prop: string, value: unknown, tier: string | undefined): boolean {
  const given = tiers[tier as Tier] as Fields | undefined;
  return given !== undefined && prop in given && isDeepStrictEqual(given[prop], value);
}

function formatName(name: readonly string[]): string {
  return name.map((step, index) => (index === 0 ? step : `[${step}]`)).join('');
}

function lastOf(path: string): string {
  return path.split('/').at(-1)!;
}

/** A value on one line; undefined: none. */
export function valueText(value: unknown, longest = LONGEST_VALUE): string {
  const text = value === undefined ? '(none)' : JSON.stringify(plain(value));
  return text.length > longest ? `${text.slice(0, longest - 1)}…` : text;
}

function plain(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('$milliseconds' in value) return `${Number(value.$milliseconds) / 1000} s`;
  if ('$kibibytes' in value) return `${value.$kibibytes}Ki`;
  if ('$number' in value) return Number(value.$number);
  if ('$construct' in value) return lastOf(String(value.$construct));
  if (Array.isArray(value)) return value.map(plain);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plain(item)]));
}

/** The value of a field as it may be shown: what a Secret holds is told apart by a hash, and never shown. */
export function shownField(kind: string, path: FieldPath, value: unknown): unknown {
  if (kind !== 'Secret' || value === undefined) return value;
  if (path.length === 0) return { ...(value as Fields), ...hidden(value as Fields) };
  if (path[0] !== 'stringData' && path[0] !== 'data') return value;
  return path.length === 1 ? mask(value) : secretText(value);
}

function hidden(object: Fields): Fields {
  return Object.fromEntries(['stringData', 'data'].flatMap((key) => (key in object ? [[key, mask(object[key])]] : [])));
}

function mask(data: unknown): unknown {
  return Object.fromEntries(Object.entries(data as Fields).map(([key, value]) => [key, secretText(value)]));
}

/** The value of an input as it may be shown: a secret's literal is not. */
export function shownInput({ name, value }: Input): unknown {
  if (name[0] !== 'secrets' || name.length < 2) return value;
  if (typeof value === 'string') return secretText(value);
  const source = value as Fields;
  return 'literal' in source ? { ...source, literal: secretText(source.literal) } : source;
}

function secretText(value: unknown): string {
  return `(secret ${contentHash({ value: String(value) })})`;
}
