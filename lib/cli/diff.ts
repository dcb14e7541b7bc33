import { isDeepStrictEqual } from 'node:util';
import { type Affected, affectedBy } from './affected';
import { type Cause, causesOf, type Place } from './causes';
import { fieldDifferences, formatPath, valueAt } from './fields';
import type { Side } from './side';
import { nameOf, shownField, shownInput } from './words';

/** One field, or one whole object, that is not the same in two environments. */
export interface Difference {
  /** `Deployment/orders`, by its name on the right side, else on the left. */
  readonly object: string;
  readonly change: 'added' | 'removed' | 'changed';
  /** Of a changed object. */
  readonly field?: string;
  readonly left?: unknown;
  readonly right?: unknown;
  /** Which inputs make the difference; none: the program itself, or the library. */
  readonly causes: readonly NamedCause[];
}

export interface NamedCause {
  readonly name: string;
  readonly left?: unknown;
  readonly right?: unknown;
}

export interface DiffReport {
  readonly left: string;
  readonly right: string;
  readonly differences: readonly Difference[];
  readonly affected: readonly Affected[];
}

interface Found extends Place {
  readonly kind: string;
  readonly name: string;
  readonly left?: unknown;
  readonly right?: unknown;
}

/** Everything that differs between two environments, with what causes it and whom it reaches. */
export function diff(left: Side, right: Side): DiffReport {
  const found = differencesOf(left, right);
  const causes = causesOf(found, left, right);
  const differences = found.map((one, index) => described(one, causes[index]!, { left, right }));
  const changed = [...new Set(found.map(({ object }) => object))];
  return { left: left.title, right: right.title, differences, affected: affectedBy(changed, left, right) };
}

function differencesOf(left: Side, right: Side): readonly Found[] {
  const paths = [...new Set([...left.objects.keys(), ...right.objects.keys()])];
  return paths.flatMap((object): readonly Found[] => {
    const [one, other] = [left.objects.get(object), right.objects.get(object)];
    const { kind, metadata } = (other ?? one)!;
    const who = { object, kind, name: metadata.name };
    if (!one || !other) return [{ ...who, ...(one && { left: one }), ...(other && { right: other }) }];
    return fieldDifferences(one, other).map(({ path, ...values }) => ({ ...who, field: path, ...values }));
  });
}

function described(found: Found, causes: readonly Cause[], sides: { left: Side; right: Side }): Difference {
  const { kind, name, field, left, right } = found;
  const object = `${kind}/${name}`;
  const named = followed(found, sides) ? causes.map((cause) => namedCause(cause, sides)) : [];
  if (field === undefined) return { object, change: left === undefined ? 'added' : 'removed', causes: named };
  return {
    object,
    change: 'changed',
    field: formatPath(field),
    ...(left !== undefined && { left: shownField(kind, field, left) }),
    ...(right !== undefined && { right: shownField(kind, field, right) }),
    causes: named,
  };
}

/** What the program did to an object by itself, after the library made it, follows from no input. */
function followed({ object, field = [] }: Found, { left, right }: { left: Side; right: Side }): boolean {
  const named = field.includes('[]') ? field.slice(0, field.indexOf('[]')) : field;
  return [left, right].every(({ objects, replayed }) => {
    const [made, again] = [objects.get(object), replayed.objects.get(object)];
    return (
      isDeepStrictEqual(valueAt(made, named), valueAt(again, named)) && (made === undefined) === (again === undefined)
    );
  });
}

function namedCause({ left, right }: Cause, sides: { left: Side; right: Side }): NamedCause {
  const { tier } = sides.right.replayed.environment.resolved;
  return {
    name: right ? nameOf(right, tier) : nameOf(left!, sides.left.replayed.environment.resolved.tier),
    ...(left && { left: shownInput(left) }),
    ...(right && { right: shownInput(right) }),
  };
}
