import type { ServiceGraph } from '../model/graph';
import { graphOf, ownerOf, type Side } from './side';

/** A service or topic that is not the same, and those who use it. */
export interface Affected {
  readonly name: string;
  readonly kind: 'service' | 'topic';
  readonly callers: readonly string[];
  readonly producers: readonly string[];
  readonly consumers: readonly string[];
}

/** Who uses what owns these objects, on either side. */
export function affectedBy(objects: readonly string[], left: Side, right: Side): readonly Affected[] {
  const owners = [
    ...new Set(objects.map((object) => ownerOf(object, right.inputs) || ownerOf(object, left.inputs))),
  ].filter((owner) => owner !== '');
  return owners.sort().map((owner) => usersOf(owner, [left, right]));
}

function usersOf(owner: string, sides: readonly Side[]): Affected {
  const both = (read: (graph: ServiceGraph, path: string) => readonly { readonly name: string }[]): string[] =>
    [...new Set(sides.flatMap((side) => read(graphOf(side), pathIn(side, owner)).map(({ name }) => name)))].sort();
  const isTopic = sides.some((side) => graphOf(side).node(pathIn(side, owner))?.kind === 'topic');
  return {
    name: owner.split('/').at(-1)!,
    kind: isTopic ? 'topic' : 'service',
    callers: both((graph, path) => graph.callersOf(path)),
    producers: both((graph, path) => graph.producersOf(path)),
    consumers: both((graph, path) => graph.consumersOf(path)),
  };
}

function pathIn({ name }: Side, owner: string): string {
  return `${name}/${owner}`;
}
