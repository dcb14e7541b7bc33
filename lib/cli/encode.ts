/**
 * What a program says, as JSON that a second process can read: constructs by their path, lengths of time and sizes by
 * their amount, numbers that JSON does not have by their text. `pathOf` gives a construct's path.
 */
export function encode(value: unknown, pathOf: (path: string) => string): unknown {
  if (typeof value === 'function') return undefined;
  if (typeof value === 'number') return encodeNumber(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => encode(item, pathOf));
  if (isConstruct(value)) return { $construct: pathOf(value.node.path) };
  if (has(value, 'toMilliseconds')) return { $milliseconds: value.toMilliseconds() };
  if (has(value, 'toKibibytes')) return { $kibibytes: value.toKibibytes() };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, encode(item, pathOf)]));
}

/** The reverse of `encode`; `constructAt` finds a construct, and what it does not find stays undefined. */
export function decode(value: unknown, constructAt: (path: string) => unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => decode(item, constructAt));
  if ('$number' in value) return Number(value.$number);
  if ('$construct' in value) return constructAt(String(value.$construct));
  if ('$milliseconds' in value) return { toMilliseconds: () => value.$milliseconds };
  if ('$kibibytes' in value) return { toKibibytes: () => value.$kibibytes };
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, decode(item, constructAt)]));
}

/** JSON has neither infinities nor the negative zero. */
function encodeNumber(value: number): unknown {
  if (Object.is(value, -0)) return { $number: '-0' };
  return Number.isFinite(value) ? value : { $number: String(value) };
}

function isConstruct(value: object): value is { readonly node: { readonly path: string } } {
  const { node } = value as { readonly node?: { readonly path?: unknown } };
  return typeof node === 'object' && node !== null && typeof node.path === 'string';
}

function has<Name extends string>(value: object, name: Name): value is Record<Name, () => number> {
  return typeof (value as Record<string, unknown>)[name] === 'function';
}
