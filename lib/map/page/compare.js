/**
 * @typedef {import('../types').SystemMap} SystemMap
 * @typedef {import('../types').MapNode} MapNode
 * @typedef {import('../types').MapEdge} MapEdge
 * @typedef {'same' | 'added' | 'removed' | 'changed'} Change
 * @typedef {{ readonly change: Change, readonly changes: readonly string[] }} Changed
 * @typedef {MapNode & Changed} ShownNode
 * @typedef {MapEdge & Changed} ShownEdge
 * @typedef {{ readonly nodes: readonly ShownNode[], readonly edges: readonly ShownEdge[] }} Shown
 * @typedef {(a: string, b: string) => boolean} Same
 */

/** What a change looks like where there is no colour. */
export const SYMBOLS = { same: '', added: '+', removed: '−', changed: '≠' };

/**
 * One environment as it is shown or, with a second one, the two laid over each other: what is only in the first was
 * added, what is only in the second was removed.
 * @param {SystemMap} map
 * @param {SystemMap | undefined} base
 * @returns {Shown}
 */
export function overlay(map, base) {
  if (!base) return { nodes: map.nodes.map(asSame), edges: map.edges.map(asSame) };
  const same = sameIn(map, base);
  return {
    nodes: laidOver(map.nodes, base.nodes, (node, before) => nodeChanges(node, before, same)),
    edges: laidOver(map.edges, base.edges, (edge, before) => edgeChanges(edge, before, same)),
  };
}

/**
 * What differs between two environments as such.
 * @param {SystemMap} map
 * @param {SystemMap} base
 * @returns {string[]}
 */
export function environmentChanges(map, base) {
  return factChanges(map.facts, base.facts, (a, b) => a === b);
}

/**
 * @template {MapNode | MapEdge} T
 * @param {T} item
 * @returns {T & Changed}
 */
function asSame(item) {
  return { ...item, change: 'same', changes: [] };
}

/**
 * @template {MapNode | MapEdge} T
 * @param {readonly T[]} items
 * @param {readonly T[]} base
 * @param {(item: T, before: T) => string[]} changesOf
 * @returns {(T & Changed)[]}
 */
function laidOver(items, base, changesOf) {
  const before = new Map(base.map((item) => [item.id, item]));
  const now = new Set(items.map(({ id }) => id));
  const kept = items.map((item) => {
    const old = before.get(item.id);
    if (!old) return { ...item, change: /** @type {Change} */ ('added'), changes: [] };
    const changes = changesOf(item, old);
    return { ...item, change: /** @type {Change} */ (changes.length > 0 ? 'changed' : 'same'), changes };
  });
  const removed = base
    .filter(({ id }) => !now.has(id))
    .map((item) => ({ ...item, change: /** @type {Change} */ ('removed'), changes: [] }));
  return [...kept, ...removed].sort((a, b) => (a.id < b.id ? -1 : 1));
}

/**
 * @param {MapNode} node
 * @param {MapNode} before
 * @param {Same} same
 */
function nodeChanges(node, before, same) {
  const own = factChanges({ kind: node.kind, name: node.name }, { kind: before.kind, name: before.name }, same);
  return [...own, ...factChanges(node.facts, before.facts, same)];
}

/**
 * @param {MapEdge} edge
 * @param {MapEdge} before
 * @param {Same} same
 */
function edgeChanges(edge, before, same) {
  const gained = edge.gives.filter((line) => !before.gives.some((other) => same(line, other)));
  const lost = before.gives.filter((line) => !edge.gives.some((other) => same(other, line)));
  return [
    ...factChanges(edge.facts, before.facts, same),
    ...gained.map((line) => `+ ${line}`),
    ...lost.map((line) => `− ${line}`),
  ];
}

/**
 * @param {Readonly<Record<string, string>>} facts
 * @param {Readonly<Record<string, string>>} before
 * @param {Same} same
 */
function factChanges(facts, before, same) {
  const names = [...new Set([...Object.keys(facts), ...Object.keys(before)])];
  return names
    .map((name) => ({ name, now: facts[name] ?? 'none', old: before[name] ?? 'none' }))
    .filter(({ now, old }) => !same(now, old))
    .map(({ name, now, old }) => `${name}: ${old} → ${now}`);
}

/**
 * An environment's own name and domain are in many names, and are no difference.
 * @param {SystemMap} map
 * @param {SystemMap} base
 * @returns {Same}
 */
function sameIn(map, base) {
  const [now, old] = [neutral(map), neutral(base)];
  return (a, b) => a === b || now(a) === old(b);
}

/**
 * @param {SystemMap} map
 * @returns {(text: string) => string}
 */
function neutral({ environment, domain }) {
  const word = environment.replace(/[^A-Za-z0-9]/g, '\\$&');
  const name = new RegExp(`(?<![A-Za-z0-9])${word}(?![A-Za-z0-9])`, 'g');
  const own = domain ? [domain, domain.replaceAll('.', '-')] : [];
  return (text) =>
    own.reduce((result, part) => result.replaceAll(part, '{domain}'), text).replace(name, '{environment}');
}
