/**
 * @typedef {import('./layout').Point} Point
 * @typedef {import('./layout').PlacedNode} PlacedNode
 * @typedef {import('./layout').PlacedEdge} PlacedEdge
 * @typedef {{ edge: PlacedEdge, index: number, towards: number }} End
 */

const PORT_GAP = 11;

/**
 * Lets every line leave and arrive on the side of a node, each at a place of its own, in the order of where it leads,
 * and turn only between the columns of nodes. The library lets lines meet a border anywhere, two of them at one point,
 * and cut the corners of wider nodes.
 * @param {readonly PlacedNode[]} nodes
 * @param {readonly PlacedEdge[]} edges
 */
export function attach(nodes, edges) {
  const known = new Map(nodes.map((node) => [node.node.id, node]));
  const columns = columnsOf(nodes);
  /** @type {Map<string, End[]>} */
  const sides = new Map();
  for (const edge of edges) {
    const [from, to] = endsOf(edge, known);
    if (from !== to) addEnds(sides, edge, from.x <= to.x);
  }
  for (const [key, ends] of sides) {
    const node = known.get(key.slice(key.indexOf(' ') + 1));
    if (node) placeEnds(ends, node, key.startsWith('right'));
  }
  for (const edge of edges) {
    const [from, to] = endsOf(edge, known);
    edge.points = from === to ? loop(from, edge) : straightened(edge, from, to, columns);
  }
}

/**
 * The line through an edge's points, level at each of them.
 * @param {PlacedEdge} placed
 */
export function curve({ edge, points }) {
  const [first, ...rest] = points;
  if (!first) return '';
  if (edge.from === edge.to) return loopCurve(/** @type {[Point, Point, Point, Point]} */ (points));
  let before = first;
  const parts = rest.map((point) => {
    const middle = (before.x + point.x) / 2;
    const part = `C${at({ x: middle, y: before.y })} ${at({ x: middle, y: point.y })} ${at(point)}`;
    before = point;
    return part;
  });
  return `M${at(first)} ${parts.join(' ')}`;
}

/**
 * The head of an arrow where the line ends.
 * @param {PlacedEdge} edge
 */
export function arrowHead({ edge, points }) {
  const [tail, tip] = /** @type {[Point, Point]} */ (points.slice(-2));
  const level = tail.x <= tip.x ? 0 : Math.PI;
  const angle = edge.from === edge.to ? -Math.PI / 2 : level;
  const corner = (/** @type {number} */ turn) =>
    at({ x: tip.x - 9 * Math.cos(angle + turn), y: tip.y - 9 * Math.sin(angle + turn) });
  return `M${at(tip)} L${corner(0.42)} L${corner(-0.42)} Z`;
}

/**
 * Half the width of the widest node in each column.
 * @param {readonly PlacedNode[]} nodes
 * @returns {ReadonlyMap<number, number>}
 */
function columnsOf(nodes) {
  /** @type {Map<number, number>} */
  const columns = new Map();
  for (const { x, width } of nodes) {
    const column = Math.round(x);
    columns.set(column, Math.max(columns.get(column) ?? 0, width / 2));
  }
  return columns;
}

/**
 * @param {PlacedEdge} edge
 * @param {ReadonlyMap<string, PlacedNode>} known
 */
function endsOf({ edge }, known) {
  return /** @type {[PlacedNode, PlacedNode]} */ ([known.get(edge.from), known.get(edge.to)]);
}

/**
 * @param {Map<string, End[]>} sides
 * @param {PlacedEdge} edge
 * @param {boolean} forward
 */
function addEnds(sides, edge, forward) {
  const { points } = edge;
  const [out, into] = forward ? ['right', 'left'] : ['left', 'right'];
  push(sides, `${out} ${edge.edge.from}`, { edge, index: 0, towards: points[1]?.y ?? edge.y });
  push(sides, `${into} ${edge.edge.to}`, { edge, index: points.length - 1, towards: points.at(-2)?.y ?? edge.y });
}

/**
 * @param {End[]} ends
 * @param {PlacedNode} node
 * @param {boolean} right
 */
function placeEnds(ends, node, right) {
  ends.sort((a, b) => a.towards - b.towards);
  const gap = Math.min(PORT_GAP, (node.height - 12) / ends.length);
  for (const [i, { edge, index }] of ends.entries()) {
    const x = node.x + (right ? node.width / 2 : -node.width / 2);
    edge.points[index] = { x, y: node.y + (i - (ends.length - 1) / 2) * gap };
  }
}

/**
 * The points of a line with each column and the label crossed straight ahead.
 * @param {PlacedEdge} edge
 * @param {PlacedNode} from
 * @param {PlacedNode} to
 * @param {ReadonlyMap<number, number>} columns
 * @returns {Point[]}
 */
function straightened(edge, from, to, columns) {
  const way = from.x <= to.x ? 1 : -1;
  const half = (/** @type {number} */ x) => way * (columns.get(Math.round(x)) ?? 0);
  const [start, ...rest] = edge.points;
  const end = rest.pop();
  if (!start || !end) return edge.points;
  const between = rest.flatMap(({ x, y }) => {
    const isLabel = x === edge.x && y === edge.y;
    const width = isLabel ? (way * edge.width) / 3 : half(x);
    return width === 0
      ? [{ x, y }]
      : [
          { x: x - width, y },
          { x: x + width, y },
        ];
  });
  return [start, { x: from.x + half(from.x), y: start.y }, ...between, { x: to.x - half(to.x), y: end.y }, end];
}

/**
 * A service that calls itself: out of its bottom and in again, around the label below.
 * @param {PlacedNode} node
 * @param {PlacedEdge} edge
 * @returns {Point[]}
 */
function loop(node, edge) {
  const bottom = node.y + node.height / 2;
  const reach = Math.min(edge.width / 2 + 14, node.width / 2 - 6);
  return [
    { x: node.x + reach, y: bottom },
    { x: edge.x + edge.width / 3, y: edge.y },
    { x: edge.x - edge.width / 3, y: edge.y },
    { x: node.x - reach, y: bottom },
  ];
}

/** @param {[Point, Point, Point, Point]} points */
function loopCurve([out, right, left, back]) {
  return `M${at(out)} Q${at({ x: out.x, y: right.y })} ${at(right)} L${at(left)} Q${at({ x: back.x, y: left.y })} ${at(back)}`;
}

/**
 * @param {Map<string, End[]>} sides
 * @param {string} key
 * @param {End} end
 */
function push(sides, key, end) {
  const ends = sides.get(key);
  if (ends) ends.push(end);
  else sides.set(key, [end]);
}

/** @param {Point} point */
function at({ x, y }) {
  return `${Math.round(x * 10) / 10},${Math.round(y * 10) / 10}`;
}
