import { isDeepStrictEqual } from 'node:util';
import { groupBy } from '../model/group';
import { type FieldPath, valueAt } from './fields';
import { exchanged, type Input, type Inputs } from './inputs';
import { type Replayed, replay } from './replay';
import { neighboursOf, ownerOf, type Side } from './side';

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

/**
 * Finds out what makes each place differ, by trying: an input counts as a cause where the left side becomes like the
 * right with this input alone, or where the right side is no longer itself without it.
 */
export function causesOf(places: readonly Place[], left: Side, right: Side): readonly (readonly Cause[])[] {
  const found = places.map((): Cause[] => []);
  for (const group of groupsOf(differingInputs(left.inputs, right.inputs))) {
    const like = replay(group.reduce((inputs, { id, right: input }) => exchanged(inputs, id, input), left.inputs));
    const unlike = replay(group.reduce((inputs, { id, left: input }) => exchanged(inputs, id, input), right.inputs));
    places.forEach((place, index) => {
      if (isCause(place, { like, unlike, right: right.replayed })) found[index]!.push(...nearest(group, place, right));
    });
  }
  return found;
}

export function differingInputs(left: Inputs, right: Inputs): readonly Cause[] {
  const ids = [...new Set([...left.keys(), ...right.keys()])];
  return ids.flatMap((id): Cause[] => {
    const [one, other] = [left.get(id), right.get(id)];
    if (one && other && isDeepStrictEqual(one.value, other.value)) return [];
    return [{ id, ...(one && { left: one }), ...(other && { right: other }) }];
  });
}

/** A construct that only one side has comes and goes with all that is said of it. */
function groupsOf(causes: readonly Cause[]): readonly (readonly Cause[])[] {
  const key = ({ id, left, right }: Cause): string => {
    const { subject, as, name } = (left ?? right)!;
    if (subject === '') return id;
    const alone = causes.find((other) => other.id === JSON.stringify([subject, as]));
    if (alone) return alone.id;
    return causes.length > MOST_SINGLE ? `${as} ${name[0]}` : id;
  };
  return [...groupBy(causes, key).values()];
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
