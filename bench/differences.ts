export type Json = { readonly [field: string]: unknown };

interface Operation {
  readonly op: 'add' | 'remove' | 'replace';
  readonly path: string;
  readonly value?: unknown;
}

/** The JSON patch (RFC 6902) that makes the one of the other. */
export function differences(from: unknown, to: unknown, path = ''): readonly Operation[] {
  if (JSON.stringify(from) === JSON.stringify(to)) return [];
  if (!isOpen(from) || !isOpen(to) || lengthOf(from) !== lengthOf(to)) return [{ op: 'replace', path, value: to }];
  return Object.keys({ ...from, ...to }).flatMap((key): readonly Operation[] => {
    const at = `${path}/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
    if (!(key in to)) return [{ op: 'remove', path: at }];
    return key in from ? differences(from[key], to[key], at) : [{ op: 'add', path: at, value: to[key] }];
  });
}

function isOpen(value: unknown): value is Json {
  return typeof value === 'object' && value !== null;
}

/** Lists are compared item by item where they are of one length; an object has none. */
function lengthOf(value: Json): number | undefined {
  return Array.isArray(value) ? value.length : undefined;
}
