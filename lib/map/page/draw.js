import { shape } from './dom.js';
import { layOut } from './layout.js';
import { arrowHead, curve } from './lines.js';
import { kindOf, sentenceOf } from './words.js';

/**
 * @typedef {import('./compare').ShownNode} ShownNode
 * @typedef {import('./filter').Part} Part
 * @typedef {import('./layout').PlacedNode} PlacedNode
 * @typedef {import('./layout').PlacedEdge} PlacedEdge
 */

/**
 * The picture of a part of the map. Lines lie below everything, so that none crosses out a text; what can be reached by
 * keyboard lies above them in the order of reading.
 * @param {Part} part
 * @param {{ name: string, comparing: boolean }} options
 * @returns {SVGElement}
 */
export function draw(part, { name, comparing }) {
  const { nodes, edges, width, height } = layOut(part.nodes, part.drawn);
  const known = new Map(part.nodes.map((node) => [node.id, node]));
  /** @type {Map<string, PlacedEdge[]>} */
  const leaving = new Map(nodes.map(({ node }) => [node.id, []]));
  for (const edge of edges) leaving.get(edge.edge.from)?.push(edge);
  const parts = nodes.flatMap((node) => [
    nodeShape(node),
    ...(leaving.get(node.node.id) ?? []).map((edge) => edgeLabel(edge, known)),
  ]);
  const size = { width, height, viewBox: `0 0 ${width} ${height}` };
  const label = `Map of ${name}: ${nodes.length} nodes, ${edges.length} edges`;
  return shape(
    'svg',
    { ...size, role: 'group', 'aria-label': label, class: comparing ? 'comparing' : '' },
    shape('g', { 'aria-hidden': 'true' }, ...edges.map(edgeLine)),
    ...parts,
  );
}

/** @param {PlacedNode} placed */
function nodeShape({ node, title, caption, x, y, width, height }) {
  const change = node.change === 'same' ? '' : `, ${node.change}`;
  // A cylinder's lid takes room on its right.
  const shift = node.kind === 'topic' ? -6 : 0;
  return shape(
    'g',
    {
      ...button(node.id, `${kindOf(node)} ${node.name}, ${caption}${change}`),
      class: `node ${node.kind} ${node.change}`,
      transform: `translate(${x} ${y})`,
    },
    shape('title', {}, node.name),
    shape('path', { class: 'outline', d: outline(node.kind, width / 2, height / 2) }),
    shape('text', { class: 'name', x: shift, y: -3 }, title),
    shape('text', { class: 'caption', x: shift, y: 15 }, caption),
  );
}

/** @param {PlacedEdge} placed */
function edgeLine(placed) {
  const { id, kind, change } = placed.edge;
  const line = curve(placed);
  return shape(
    'g',
    { class: `edge ${kind} ${change}`, 'data-id': id },
    shape('path', { class: 'reach', d: line }),
    shape('path', { class: 'line', d: line }),
    shape('path', { class: 'head', d: arrowHead(placed) }),
  );
}

/**
 * @param {PlacedEdge} placed
 * @param {ReadonlyMap<string, ShownNode>} nodes
 */
function edgeLabel({ edge, label, x, y, width, height }, nodes) {
  const change = edge.change === 'same' ? '' : `, ${edge.change}`;
  const sentence = sentenceOf(edge, nodes);
  return shape(
    'g',
    { ...button(edge.id, `${sentence}${change}`), class: `edge ${edge.kind} ${edge.change}` },
    shape('title', {}, sentence),
    shape('rect', { class: 'plate', x: x - width / 2, y: y - height / 2, width, height, rx: 4 }),
    shape('text', { class: 'label', x, y: y + 4 }, label),
  );
}

/**
 * @param {string} id
 * @param {string} label
 */
function button(id, label) {
  return { role: 'button', tabindex: 0, 'aria-pressed': 'false', 'aria-label': label, 'data-id': id };
}

/**
 * Every kind has a shape of its own; `w` and `h` are half of its size.
 * @param {ShownNode['kind']} kind
 * @param {number} w
 * @param {number} h
 */
function outline(kind, w, h) {
  const box = `M${-w},${-h} H${w} V${h} H${-w} Z`;
  const round = (/** @type {number} */ r) =>
    `M${r - w},${-h} H${w - r} A${r},${r} 0 0 1 ${w},${r - h} V${h - r} A${r},${r} 0 0 1 ${w - r},${h} H${r - w} A${r},${r} 0 0 1 ${-w},${h - r} V${r - h} A${r},${r} 0 0 1 ${r - w},${-h} Z`;
  const shapes = {
    service: round(6),
    worker: `${box} M${8 - w},${-h} V${h} M${w - 8},${-h} V${h}`,
    topic: `M${12 - w},${-h} H${w - 12} A12,${h} 0 0 1 ${w - 12},${h} H${12 - w} A12,${h} 0 0 1 ${12 - w},${-h} Z M${w - 12},${-h} A12,${h} 0 0 0 ${w - 12},${h}`,
    external: round(h),
    entry: `M${16 - w},${-h} H${w - 16} L${w},0 L${w - 16},${h} H${16 - w} L${-w},0 Z`,
    monitoring: `M${12 - w},${-h} H${w} L${w - 12},${h} H${-w} Z`,
    registry: `M${12 - w},${-h} H${w} L${w - 12},${h} H${-w} Z`,
  };
  return shapes[kind];
}
