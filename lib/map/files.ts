import { mapPage } from './html';
import { mapMarkdown } from './mermaid';
import type { SystemMap } from './types';

const TIERS = ['dev', 'staging', 'prod'];

/** The files that show the maps, by name: one for Markdown and one for the browser. */
export function mapFiles(maps: readonly SystemMap[]): ReadonlyMap<string, string> {
  if (maps.length === 0) return new Map();
  const sorted = [...maps].sort(byTier);
  return new Map([
    ['map.md', mapMarkdown(sorted)],
    ['map.html', mapPage(sorted)],
  ]);
}

/** In the order in which a change travels. */
function byTier(a: SystemMap, b: SystemMap): number {
  return TIERS.indexOf(a.tier) - TIERS.indexOf(b.tier) || (a.environment < b.environment ? -1 : 1);
}
