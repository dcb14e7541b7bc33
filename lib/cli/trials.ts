import { isDeepStrictEqual } from 'node:util';
import { groupBy } from '../model/group';
import { alternatives } from './alternatives';
import { exchanged, type Input, type Inputs } from './inputs';
import { type Replayed, replay } from './replay';
import { isEdge, neighboursOf, ownerOf, type Side } from './side';
import { nameOf } from './words';

/** Above this, inputs of the same prop of several constructs are tried together. */
const MOST_SINGLE = 150;

/** What the library makes where some inputs are others. */
export interface Trial {
  readonly names: readonly string[];
  readonly objects: Replayed['objects'];
}

/** Takes every input away in turn that an object may depend on. */
export function* trials(side: Side, object: string): Generator<Trial> {
  const owner = ownerOf(object, side.inputs);
  const { tier } = side.replayed.environment.resolved;
  const inputs = relevant(side, object, owner);
  const single = inputs.size <= MOST_SINGLE;
  // That there is another service at all says no more than the edge to it; the environment's objects know no edges.
  const tried = [...inputs.values()].filter(({ subject, name }) => name.length > 0 || subject === '' || owner === '');
  const key = ({ id, subject, as, name }: Input): string => (single || subject === '' ? id : `${as} ${name[0]}`);
  for (const group of groupBy(tried, key).values()) {
    const names = group.length > 3 ? [`${nameOf(group[0]!, tier)} and others`] : group.map((one) => nameOf(one, tier));
    for (const { objects } of others(inputs, group)) {
      yield { names, objects };
      // Without what gives the same value as a weaker layer, nothing changes: with another value, it does.
      if (objects.has(object) && !isDeepStrictEqual(objects.get(object), side.replayed.objects.get(object))) break;
    }
  }
}

/** The library with other inputs: without these first, where it can do without. */
function* others(inputs: Inputs, group: readonly Input[]): Generator<Replayed> {
  const count = Math.max(...group.map((input) => alternatives(input).length));
  for (let index = 0; index < count; index++) {
    const changed = group.reduce((all, input) => exchanged(all, input.id, alternatives(input)[index]), inputs);
    const replayed = replay(changed);
    if (replayed) yield replayed;
  }
}

/** A service's objects depend on its neighbours at most; where they do not, on everything. */
function relevant({ inputs, objects }: Side, object: string, owner: string): Inputs {
  if (owner === '') return inputs;
  const near = neighboursOf(owner, inputs);
  const own = [...inputs.values()].filter((input) => {
    if (input.subject === '') return input.name[0] !== 'services' || input.name[1] === owner.split('/').at(-1);
    if (isEdge(input)) return input.subject === owner || input.name[0] === owner;
    return input.subject === owner || near.has(input.subject);
  });
  const part: Inputs = new Map(own.map((input) => [input.id, input]));
  return isDeepStrictEqual(replay(part)?.objects.get(object), objects.get(object)) ? part : inputs;
}
