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
  for (const group of groupsOf(inputs, owner)) {
    const names = group.length > 3 ? [`${nameOf(group[0]!, tier)} and others`] : group.map((one) => nameOf(one, tier));
    for (const objects of tried(others(inputs, group), object, side)) yield { names, objects };
  }
}

/** Up to the first that makes a difference: a prop that says what a weaker layer says too can be left out without any. */
function* tried(
  choices: Iterable<Inputs>,
  object: string,
  { replayed: { objects } }: Side,
): Generator<Trial['objects']> {
  for (const inputs of choices) {
    const replayed = replay(inputs, new Set([object]));
    if (!replayed) continue;
    yield replayed.objects;
    const other = replayed.objects.get(object);
    if (other && !isDeepStrictEqual(other, objects.get(object))) return;
  }
}

/** Inputs one by one; of a large environment, those of the same prop together. */
function groupsOf(inputs: Inputs, owner: string): Iterable<readonly Input[]> {
  const single = inputs.size <= MOST_SINGLE;
  // That there is another service at all says no more than the edge to it; the environment's objects know no edges.
  const candidates = [...inputs.values()].filter(
    ({ subject, name }) => name.length > 0 || subject === '' || owner === '',
  );
  return groupBy(candidates, (input) => {
    if (single || input.subject === '') return input.id;
    return isEdge(input) ? input.as : `${input.as} ${input.name[0]}`;
  }).values();
}

/** The inputs with others in place of these: without them first, where that can be. */
function* others(inputs: Inputs, group: readonly Input[]): Generator<Inputs> {
  const choices = group.map((input) => ({ id: input.id, instead: alternatives(input) }));
  const count = Math.max(...choices.map(({ instead }) => instead.length));
  for (let index = 0; index < count; index++) {
    yield exchanged(
      inputs,
      choices.map(({ id, instead }) => [id, instead[index]] as const),
    );
  }
}

/** A service's objects depend on its neighbours at most; where they do not, on everything. */
function relevant({ inputs, replayed }: Side, object: string, owner: string): Inputs {
  if (owner === '') return inputs;
  const near = neighboursOf(owner, inputs);
  const own = [...inputs.values()].filter((input) => {
    if (input.subject === '') return input.name[0] !== 'services' || input.name[1] === owner.split('/').at(-1);
    if (isEdge(input)) return input.subject === owner || input.name[0] === owner;
    return input.subject === owner || near.has(input.subject);
  });
  const part: Inputs = new Map(own.map((input) => [input.id, input]));
  return isDeepStrictEqual(replay(part, new Set([object]))?.objects.get(object), replayed.objects.get(object))
    ? part
    : inputs;
}
