import { SYMBOLS } from './compare.js';
import { attach } from './lines.js';
import { captionOf, short } from './words.js';

/**
 * @typedef {import('./compare').ShownNode} ShownNode
 * @typedef {import('./compare').ShownEdge} ShownEdge
 * @typedef {{ readonly x: number, readonly y: number }} Point
 * @typedef {{ node: ShownNode, title: string, caption: string, x: number, y: number, width: number, height: number }} PlacedNode
 * @typedef {{ edge: ShownEdge, label: string, x: number, y: number, width: number, height: number, labelpos: 'c', points: Point[] }} PlacedEdge
 * @typedef {{ nodes: PlacedNode[], edges: PlacedEdge[], width: number, height: number }} Picture
 */

const NODE_HEIGHT = 52;
const LABEL_HEIGHT = 18;
const MARGIN = 20;
/** What a shape needs beside its text. */
const ROOM = { service: 24, worker: 36, topic: 52, external: 40, entry: 44, monitoring: 40, registry: 40 };

/**
 * Places nodes and edges, in the order in which a reader goes through them: nodes from left to right and from top to
 * bottom, each followed by the edges that leave it.
 * @param {readonly ShownNode[]} nodes
 * @param {readonly ShownEdge[]} edges
 * @returns {Picture}
 */
export function layOut(nodes, edges) {
  const graph = new dagre.graphlib.Graph({ multigraph: true });
  graph.setGraph({ rankdir: 'LR', nodesep: 20, edgesep: 12, ranksep: 48, marginx: MARGIN, marginy: MARGIN });
  const placed = nodes.map(sizedNode);
  const lines = edges.map(sizedEdge);
  for (const node of placed) graph.setNode(node.node.id, node);
  for (const line of lines) graph.setEdge(line.edge.from, line.edge.to, line, line.edge.id);
  dagre.layout(graph);
  attach(placed, lines);
  const { width, height } = graph.graph();
  return { ...inOrder(placed, lines), width: width || 1, height: height || 1 };
}

/**
 * @param {ShownNode} node
 * @returns {PlacedNode}
 */
function sizedNode(node) {
  const title = `${SYMBOLS[node.change]} ${short(node.name, 36)}`.trim();
  const caption = short(captionOf(node), 40);
  const width = Math.max(88, widthOf(title, '600 14px'), widthOf(caption, '12px')) + ROOM[node.kind];
  return { node, title, caption, x: 0, y: 0, width, height: NODE_HEIGHT };
}

/**
 * @param {ShownEdge} edge
 * @returns {PlacedEdge}
 */
function sizedEdge(edge) {
  const label = `${SYMBOLS[edge.change]} ${short(edge.label, 30)}`.trim();
  return {
    edge,
    label,
    x: 0,
    y: 0,
    width: widthOf(label, '12px') + 10,
    height: LABEL_HEIGHT,
    labelpos: 'c',
    points: [],
  };
}

/**
 * @param {PlacedNode[]} nodes
 * @param {PlacedEdge[]} edges
 */
function inOrder(nodes, edges) {
  nodes.sort((a, b) => a.x - a.width / 2 - (b.x - b.width / 2) || a.y - b.y);
  const place = new Map(nodes.map(({ node }, i) => [node.id, i]));
  const rank = (/** @type {PlacedEdge} */ { edge }) => place.get(edge.from) ?? 0;
  edges.sort((a, b) => rank(a) - rank(b) || a.y - b.y);
  return { nodes, edges };
}

/** @type {CanvasRenderingContext2D | null} */
let canvas = null;

/**
 * @param {string} text
 * @param {string} font
 */
function widthOf(text, font) {
  canvas ??= document.createElement('canvas').getContext('2d');
  if (!canvas) return text.length * 8;
  canvas.font = `${font} ${getComputedStyle(document.body).fontFamily}`;
  return Math.ceil(canvas.measureText(text).width);
}
