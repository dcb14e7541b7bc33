import { SYMBOLS } from './compare.js';
import { chooser, element, factList, list } from './dom.js';
import { kindOf, sentenceOf } from './words.js';

/**
 * @typedef {import('./compare').Changed} Changed
 * @typedef {import('./compare').ShownNode} ShownNode
 * @typedef {import('./compare').ShownEdge} ShownEdge
 * @typedef {import('./compare').SystemMap} SystemMap
 * @typedef {import('./filter').Part} Part
 * @typedef {ReadonlyMap<string, ShownNode>} Nodes
 */

/**
 * What there is to say about what is chosen: an edge, a node, several nodes that match, or the environment.
 * @param {{ map: SystemMap, part: Part, nodes: Nodes, selected: string, filter: string }} view
 * @returns {Node[]}
 */
export function panelOf({ map, part, nodes, selected, filter }) {
  const edge = part.edges.find(({ id }) => id === selected);
  if (edge) return edgePanel(edge, nodes);
  const node = part.matches.find(({ id }) => id === selected);
  if (node) return nodePanel(node, part.edges, nodes);
  return filter.trim() === '' ? environmentPanel(map) : matchPanel(part, filter);
}

/**
 * @param {ShownNode} node
 * @param {readonly ShownEdge[]} edges
 * @param {Nodes} nodes
 */
function nodePanel(node, edges, nodes) {
  const own = edges.filter(({ from, to }) => from === node.id || to === node.id);
  return [
    heading(node.name, kindOf(node), node),
    factList(node.facts),
    ...changeList(node),
    element('h3', {}, countOf(own.length)),
    ...own.map((edge) =>
      element('section', { class: 'given' }, chooser(edge.id, marked(edge, sentenceOf(edge, nodes))), givesList(edge)),
    ),
  ];
}

/** @param {number} edges */
function countOf(edges) {
  if (edges === 0) return 'No edges';
  return edges === 1 ? 'One edge, and what it gave' : `${edges} edges, and what they gave`;
}

/**
 * @param {ShownEdge} edge
 * @param {Nodes} nodes
 */
function edgePanel(edge, nodes) {
  const ends = [edge.from, edge.to].map((id) => chooser(id, nodes.get(id)?.name ?? id));
  return [
    heading(sentenceOf(edge, nodes), 'edge', edge),
    factList(edge.facts),
    ...changeList(edge),
    element('h3', {}, 'What it gave'),
    givesList(edge),
    element('h3', {}, 'Between'),
    list(ends),
  ];
}

/** @param {SystemMap} map */
function environmentPanel(map) {
  const hint = 'Choose a node or an edge, by mouse or with Tab and Enter, to see what it gave. Escape shows all again.';
  return [heading(map.environment, 'environment'), factList(map.facts), element('p', {}, hint)];
}

/**
 * @param {Part} part
 * @param {string} filter
 */
function matchPanel({ matches }, filter) {
  const title = matches.length === 0 ? `Nothing is named like '${filter}'` : `${matches.length} names with '${filter}'`;
  return [element('h2', {}, title), list(matches.map(({ id, name }) => chooser(id, name)))];
}

/**
 * @param {string} title
 * @param {string} kind
 * @param {Changed} [changed]
 */
function heading(title, kind, changed) {
  const change = changed && changed.change !== 'same' ? `, ${SYMBOLS[changed.change]} ${changed.change}` : '';
  return element('h2', {}, title, element('small', {}, ` ${kind}${change}`));
}

/** @param {Changed} changed */
function changeList({ changes }) {
  return changes.length === 0 ? [] : [element('h3', {}, 'Changes'), list(changes)];
}

/** @param {ShownEdge} edge */
function givesList({ gives }) {
  return gives.length === 0 ? element('p', {}, 'nothing') : list(gives.map((line) => element('code', {}, line)));
}

/**
 * @param {Changed} changed
 * @param {string} text
 */
export function marked({ change }, text) {
  return `${SYMBOLS[change]} ${text}`.trim();
}
