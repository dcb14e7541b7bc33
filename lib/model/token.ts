/**
 * A value that is known only while an engine runs stands in the model as a token: a text that passes for a host name, an
 * image or a value, and that the engine replaces.
 */
interface Token {
  /** What the engine puts in its place: an Output of Pulumi. */
  readonly late: unknown;
  /** What stands in its place where no engine knows better. */
  readonly fallback?: string;
}

const TOKEN = /late-value-(\d+)\.token/g;
const tokens: Token[] = [];

/** Makes a token for a late value. */
export function tokenOf(late: unknown, fallback?: string): string {
  tokens.push({ late, ...(fallback !== undefined && { fallback }) });
  return `late-value-${tokens.length - 1}.token`;
}

export function hasToken(text: string): boolean {
  return tokens.length > 0 && text.search(TOKEN) >= 0;
}

/** A text taken apart: plain parts, and the late values between them. */
export function splitTokens(text: string): readonly (string | Token)[] {
  return text.split(TOKEN).map((part, index) => (index % 2 === 0 ? part : tokens[Number(part)]!));
}

/** Replaces every token by its fallback. `missing` is told the field of each that has none. */
export function withFallbacks(value: unknown, missing: (field: string) => void, field = ''): unknown {
  if (tokens.length === 0) return value;
  if (typeof value === 'string') return hasToken(value) ? fallbackText(value, () => missing(field)) : value;
  if (Array.isArray(value)) return value.map((item, index) => withFallbacks(item, missing, `${field}/${index}`));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [key, withFallbacks(item, missing, `${field}/${key}`)]),
  );
}

function fallbackText(text: string, missing: () => void): string {
  const parts = splitTokens(text).map((part) => (typeof part === 'string' ? part : part.fallback));
  if (parts.some((part) => part === undefined)) missing();
  return parts.join('');
}
