import { environmentChanges } from './compare.js';
import { chooser, element, list } from './dom.js';
import { marked } from './panel.js';
import { howOf, kindOf, sentenceOf } from './words.js';

/**
 * @typedef {import('./compare').Changed} Changed
 * @typedef {import('./compare').Shown} Shown
 * @typedef {import('./compare').ShownEdge} ShownEdge
 * @typedef {import('./compare').SystemMap} SystemMap
 * @typedef {import('./panel').Nodes} Nodes
 */

/** Rows that are written at once; the rest waits until it is asked for. */
export const MOST_ROWS = 300;

/**
 * The edges as a table's body.
 * @param {readonly ShownEdge[]} edges
 * @param {Nodes} nodes
 * @returns {Node[]}
 */
export function rowsOf(edges, nodes) {
  const name = (/** @type {string} */ id) => nodes.get(id)?.name ?? id;
  return edges.map((edge) =>
    element(
      'tr',
      { class: edge.change },
      element('th', { scope: 'row' }, name(edge.from)),
      element('td', {}, chooser(edge.id, marked(edge, howOf(edge)))),
      element('td', {}, name(edge.to)),
      element('td', {}, list(edge.gives.map((line) => element('code', {}, line)))),
    ),
  );
}

/**
 * What is different in one environment, seen from the other.
 * @param {Shown} shown
 * @param {SystemMap} map
 * @param {SystemMap} base
 * @returns {Node[]}
 */
export function differences({ nodes, edges }, map, base) {
  const known = new Map(nodes.map((node) => [node.id, node]));
  const environment = environmentChanges(map, base);
  const changed = [
    ...nodes.filter(isChanged).map((node) => entry(node.id, node, `${kindOf(node)} ${node.name}`)),
    ...edges.filter(isChanged).map((edge) => entry(edge.id, edge, sentenceOf(edge, known))),
  ];
  const count = (/** @type {string} */ change) => [...nodes, ...edges].filter((item) => item.change === change).length;
  const summary = `From ${base.environment} to ${map.environment}: ${count('added')} added (+), ${count('removed')} removed (−), ${count('changed')} changed (≠). Names that carry the environment's own name or domain count as equal.`;
  return [
    element('h2', { id: 'differences-title' }, 'Differences'),
    element('p', {}, summary),
    ...(environment.length === 0 ? [] : [element('h3', {}, 'The environment itself'), list(environment)]),
    ...(changed.length === 0 ? [] : [element('h3', {}, 'Nodes and edges'), list(changed)]),
  ];
}

/** @param {Changed} changed */
function isChanged({ change }) {
  return change !== 'same';
}

/**
 * @param {string} id
 * @param {Changed} changed
 * @param {string} text
 */
function entry(id, changed, text) {
  const parts = [chooser(id, `${marked(changed, text)} (${changed.change})`)];
  if (changed.changes.length > 0) parts.push(list(changed.changes));
  return element('div', { class: `difference ${changed.change}` }, ...parts);
}
