import { isDeepStrictEqual } from 'node:util';
import { groupBy } from '../model/group';
import { type FieldPath, valueAt } from './fields';
import { exchanged, type Input, type Inputs } from './inputs';
import { type Replayed, replay } from './replay';
import { isEdge, neighboursOf, ownerOf, type Side } from './side';

/** Something that differs between two sides: an object, or a field of one. */
export interface Place {
  readonly object: string;
  /** Undefined: whether the object is there at all. */
  readonly field?: FieldPath;
}

/** An input that is not the same on both sides. */
export interface Cause {
  readonly id: string;
  readonly left?: Input;
  readonly right?: Input;
}

/** Above this, inputs of the same prop are exchanged together, so that the time stays linear in the number of services. */
const MOST_SINGLE = 60;
const CONSTRUCTS = ['Microservice', 'KafkaTopic', 'External'];

/**
 * Finds out what makes each place differ, by trying: an input counts as a cause where the left side becomes like the
 * right with this input alone, or where the right side is no longer itself without it.
 */
export function causesOf(places: readonly Place[], left: Side, right: Side): readonly (readonly Cause[])[] {
  const found = places.map((): Cause[] => []);
  const wanted = new Set(places.map(({ object }) => object));
  for (const group of groupsOf(differingInputs(left.inputs, right.inputs))) {
    const like = replay(exchanged(left.inputs, group.map(toRight)), wanted);
    const unlike = replay(exchanged(right.inputs, group.map(toLeft)), wanted);
    places.forEach((place, index) => {
      if (isCause(place, { like, unlike, right: right.replayed })) found[index]!.push(...nearest(group, place, right));
    });
  }
  return found;
}

function toRight({ id, right }: Cause): readonly [string, Input | undefined] {
  return [id, right];
}

function toLeft({ id, left }: Cause): readonly [string, Input | undefined] {
  return [id, left];
}

export function differingInputs(left: Inputs, right: Inputs): readonly Cause[] {
  const ids = [...new Set([...left.keys(), ...right.keys()])];
  return ids.flatMap((id): Cause[] => {
    const [one, other] = [left.get(id), right.get(id)];
    if (one && other && isDeepStrictEqual(one.value, other.value)) return [];
    return [{ id, ...(one && { left: one }), ...(other && { right: other }) }];
  });
}

/** What is exchanged together: all that is said of a construct that only one side has, and of many, the same prop. */
function groupsOf(causes: readonly Cause[]): readonly (readonly Cause[])[] {
  const ids = new Set(causes.map(({ id }) => id));
  const many = causes.length > MOST_SINGLE;
  return [...groupBy(causes, ({ id, left, right }) => groupKey(id, (left ?? right)!, { ids, many })).values()];
}

function groupKey(
  id: string,
  input: Input,
  { ids, many }: { readonly ids: ReadonlySet<string>; readonly many: boolean },
): string {
  const { subject, as, name } = input;
  if (subject === '') return id;
  const whole = CONSTRUCTS.map((kind) => JSON.stringify([subject, kind])).find((one) => ids.has(one));
  if (whole !== undefined || !many) return whole ?? id;
  return isEdge(input) ? as : `${as} ${name[0]}`;
}

interface Trial {
  readonly like: Replayed | undefined;
  readonly unlike: Replayed | undefined;
  readonly right: Replayed;
}

function isCause(place: Place, { like, unlike, right }: Trial): boolean {
  const wanted = read(place, right);
  if (like && isDeepStrictEqual(read(place, like), wanted)) return true;
  return unlike !== undefined && !isDeepStrictEqual(read(place, unlike), wanted);
}

/** A list without names is one value: its items cannot be told apart. */
function read({ object, field }: Place, { objects }: Replayed): unknown {
  const json = objects.get(object);
  if (field === undefined) return json !== undefined;
  const unnamed = field.indexOf('[]');
  return valueAt(json, unnamed < 0 ? field : field.slice(0, unnamed));
}

/** Of inputs that were exchanged together, those of the object's own service; else its neighbours'; else all. */
function nearest(group: readonly Cause[], { object }: Place, { inputs }: Side): readonly Cause[] {
  if (group.length === 1) return group;
  const whole = group.filter(({ left, right }) => (left ?? right)!.name.length === 0);
  if (whole.length > 0) return whole;
  const owner = ownerOf(object, inputs);
  const own = group.filter(({ left, right }) => (left ?? right)!.subject === owner);
  if (own.length > 0) return own;
  const around = neighboursOf(owner, inputs);
  const near = group.filter(({ left, right }) => around.has((left ?? right)!.subject));
  return near.length > 0 ? near : group;
}
