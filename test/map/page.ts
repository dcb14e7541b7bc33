import type { MapEdge, MapNode, SystemMap } from '../../lib/map/types';

/** The parts of the page's script that need no browser, with the types that their comments say. */
export type Change = 'same' | 'added' | 'removed' | 'changed';
export interface Changed {
  readonly change: Change;
  readonly changes: readonly string[];
}
export interface Shown {
  readonly nodes: readonly (MapNode & Changed)[];
  readonly edges: readonly (MapEdge & Changed)[];
}
export interface Part {
  readonly matches: Shown['nodes'];
  readonly nodes: Shown['nodes'];
  readonly drawn: Shown['edges'];
  readonly edges: Shown['edges'];
  readonly note: string;
}
export interface State {
  readonly environment: string;
  readonly base: string;
  readonly filter: string;
  readonly selected: string;
  readonly platform: boolean;
}

export const { overlay, environmentChanges } = require('../../lib/map/page/compare.js') as {
  overlay(map: SystemMap, base?: SystemMap): Shown;
  environmentChanges(map: SystemMap, base: SystemMap): readonly string[];
};
export const { partOf, withoutPlatform, LIMITS } = require('../../lib/map/page/filter.js') as {
  partOf(shown: Shown, text: string, limits?: { readonly nodes: number; readonly edges: number }): Part;
  withoutPlatform(shown: Shown, platform: boolean): Shown;
  LIMITS: { readonly nodes: number; readonly edges: number };
};
export const { readState, writeState } = require('../../lib/map/page/state.js') as {
  readState(hash: string, environments: readonly string[]): State;
  writeState(state: State): string;
};
export const { captionOf, sentenceOf, short } = require('../../lib/map/page/words.js') as {
  captionOf(node: MapNode): string;
  sentenceOf(edge: MapEdge, nodes: ReadonlyMap<string, MapNode>): string;
  short(text: string, most: number): string;
};
