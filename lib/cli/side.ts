import type { ServiceGraph } from '../model/graph';
import { type Input, type Inputs, inputsOf } from './inputs';
import type { KubernetesObject, RecordedEnvironment } from './recording';
import { type Replayed, replay, type Wanted } from './replay';

/** An environment to look at: what the program made, and what the library makes of the same inputs. */
export interface Side {
  readonly name: string;
  /** As a person tells it from the other side: `prod`, or `prod at v1.2`. */
  readonly title: string;
  readonly inputs: Inputs;
  /** What the program made, by path from the environment. */
  readonly objects: ReadonlyMap<string, KubernetesObject>;
  readonly replayed: Replayed;
}

interface SideOptions {
  /** @default - the environment's name */
  readonly title?: string;
  /** What is built again of the objects. @default 'all' */
  readonly wanted?: Wanted;
}

/** Throws where the inputs cannot be built again, which no program that synthesizes is known to give. */
export function sideOf(
  recording: RecordedEnvironment,
  { title = recording.name, wanted = 'all' }: SideOptions = {},
): Side {
  const inputs = inputsOf(recording.name, recording.said);
  const replayed = replay(inputs, wanted);
  if (replayed === undefined) throw new Error(`environment '${recording.name}' cannot be built again from its props`);
  const objects = new Map(recording.objects.map(({ path, json }) => [path, json]));
  return { name: recording.name, title, inputs, objects, replayed };
}

/** Path of the service or topic that an object belongs to; empty: the environment. */
export function ownerOf(object: string, inputs: Inputs): string {
  const steps = object.split('/');
  for (let length = steps.length - 1; length > 0; length--) {
    const path = steps.slice(0, length).join('/');
    if (isConstruct(path, inputs)) return path;
  }
  return '';
}

function isConstruct(path: string, inputs: Inputs): boolean {
  return ['Microservice', 'KafkaTopic'].some((as) => inputs.has(JSON.stringify([path, as])));
}

/** Paths, from the environment, of what stands beside a construct in the graph, whichever way the edges go. */
export function neighboursOf(subject: string, inputs: Inputs): ReadonlySet<string> {
  const ends = [...inputs.values()].filter(isEdge).map((edge) => [edge.subject, edge.name[0]!]);
  return new Set(ends.filter((pair) => pair.includes(subject)).flat());
}

export function isEdge({ as }: Input): boolean {
  return as === 'upstream' || as === 'produces' || as === 'consumes';
}

export function graphOf({ replayed }: Side): ServiceGraph {
  return replayed.environment.graph;
}
