import { isDeepStrictEqual } from 'node:util';
import type { Fields } from './recording';

/** The way to a field: keys, names of list items (`[orders]`), and positions in lists without names (`[0]`). */
export type FieldPath = readonly string[];

/** A field that is not the same on both sides; undefined: it is not there. */
export interface FieldDifference {
  readonly path: FieldPath;
  readonly left: unknown;
  readonly right: unknown;
}

/** What differs between two values, as deep down as possible. */
export function fieldDifferences(left: unknown, right: unknown, path: FieldPath = []): readonly FieldDifference[] {
  if (isDeepStrictEqual(left, right)) return [];
  if (Array.isArray(left) && Array.isArray(right)) return listDifferences(left, right, path);
  if (!isFields(left) || !isFields(right)) return [{ path, left, right }];
  const keys = [...new Set([...Object.keys(left), ...Object.keys(right)])];
  return keys.flatMap((key) => fieldDifferences(left[key], right[key], [...path, key]));
}

/**
 * Items with names are compared by name. Of others, those that both lists have are left out; what is left is compared
 * one by one where there is as much of it on both sides, and told whole where there is not.
 */
function listDifferences(
  left: readonly unknown[],
  right: readonly unknown[],
  path: FieldPath,
): readonly FieldDifference[] {
  const [byName, otherByName] = [namedItems(left), namedItems(right)];
  if (byName && otherByName) {
    const names = [...new Set([...byName.keys(), ...otherByName.keys()])];
    const found = names.flatMap((name) =>
      fieldDifferences(byName.get(name), otherByName.get(name), [...path, `[${name}]`]),
    );
    return found.length > 0 ? found : [{ path, left, right }];
  }
  const gone = left.filter((item) => !right.some((other) => isDeepStrictEqual(item, other)));
  const come = right.filter((item) => !left.some((other) => isDeepStrictEqual(item, other)));
  const at = [...path, '[]'];
  if (gone.length === come.length && gone.length > 0) {
    return gone.flatMap((item, index) => fieldDifferences(item, come[index], at));
  }
  const differences = [
    ...gone.map((item) => ({ path: at, left: item, right: undefined })),
    ...come.map((item) => ({ path: at, left: undefined, right: item })),
  ];
  return differences.length > 0 ? differences : [{ path, left, right }];
}

/** Every field with a value that is no collection, in order. */
export function leaves(value: unknown, path: FieldPath = []): readonly (readonly [FieldPath, unknown])[] {
  const steps = stepsInto(value);
  if (steps.length === 0) return [[path, value]];
  return steps.flatMap(([step, item]) => leaves(item, [...path, step]));
}

/** What stands one step further in; of a list, by name where every item has one. */
export function stepsInto(value: unknown): readonly (readonly [step: string, value: unknown])[] {
  if (!Array.isArray(value)) return isFields(value) ? Object.entries(value) : [];
  const byName = namedItems(value);
  if (byName) return [...byName].map(([name, item]) => [`[${name}]`, item]);
  return value.map((item, index) => [`[${index}]`, item]);
}

export function valueAt(value: unknown, path: FieldPath): unknown {
  return path.reduce((at: unknown, step) => stepsInto(at).find(([name]) => name === step)?.[1], value);
}

/** `spec.template.spec.containers[orders].env[HTTP_PORT].value`; a key with dots stands in brackets too. */
export function formatPath(path: FieldPath): string {
  return path.reduce((text, step) => {
    if (step.startsWith('[')) return text + step;
    return /[.[\]/]/.test(step) ? `${text}[${step}]` : `${text}${text === '' ? '' : '.'}${step}`;
  }, '');
}

/** The steps that a text names, without brackets. */
export function parsePath(text: string): readonly string[] {
  return [...text.matchAll(/\[([^\]]*)\]|([^.[\]]+)/g)].map(([, inner, plain]) => inner ?? plain!);
}

/** A step as `parsePath` gives it. */
export function plainStep(step: string): string {
  return step.startsWith('[') ? step.slice(1, -1) : step;
}

function namedItems(list: readonly unknown[]): ReadonlyMap<string, unknown> | undefined {
  const names = list.map((item) => (isFields(item) && typeof item.name === 'string' ? item.name : undefined));
  if (list.length === 0 || names.includes(undefined) || new Set(names).size < names.length) return undefined;
  return new Map(list.map((item, index) => [names[index]!, item]));
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
