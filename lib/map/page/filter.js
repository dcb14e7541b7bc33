/**
 * @typedef {import('./compare').Shown} Shown
 * @typedef {import('./compare').ShownNode} ShownNode
 * @typedef {import('./compare').ShownEdge} ShownEdge
 * @typedef {object} Part
 * @property {readonly ShownNode[]} matches The nodes that were asked for; none: no filter.
 * @property {readonly ShownNode[]} nodes The nodes to draw.
 * @property {readonly ShownEdge[]} drawn The edges to draw.
 * @property {readonly ShownEdge[]} edges The edges to list.
 * @property {string} note Why something is not drawn.
 */

/** What is laid out in less than a second; a larger picture is hard to read, too. */
export const LIMITS = { nodes: 300, edges: 400 };

const PLATFORM = new Set(['monitoring', 'registry']);

/**
 * Leaves out what is the platform's, unless it is wanted.
 * @param {Shown} shown
 * @param {boolean} platform
 * @returns {Shown}
 */
export function withoutPlatform(shown, platform) {
  if (platform) return shown;
  const hidden = new Set(shown.nodes.filter(({ kind }) => PLATFORM.has(kind)).map(({ id }) => id));
  return {
    nodes: shown.nodes.filter(({ id }) => !hidden.has(id)),
    edges: shown.edges.filter(({ from, to }) => !hidden.has(from) && !hidden.has(to)),
  };
}

/**
 * The nodes that a text names, with their neighbours and the edges between; without a text everything.
 * @param {Shown} shown
 * @param {string} text
 * @param {{ nodes: number, edges: number }} limits
 * @returns {Part}
 */
export function partOf(shown, text, limits = LIMITS) {
  const matches = matching(shown.nodes, text.trim().toLowerCase());
  if (text.trim() === '') return everything(shown, limits);
  const wanted = new Set(matches.map(({ id }) => id));
  const edges = shown.edges.filter(({ from, to }) => wanted.has(from) || wanted.has(to));
  const near = new Set([...wanted, ...edges.flatMap(({ from, to }) => [from, to])]);
  const others = shown.nodes.filter(({ id }) => near.has(id) && !wanted.has(id));
  const nodes = [...matches, ...others].slice(0, limits.nodes);
  const drawn = between(nodes, edges).slice(0, limits.edges);
  const missing = matches.length + others.length - nodes.length;
  const note =
    missing > 0 || drawn.length < edges.length
      ? `Too much for one picture: it shows ${nodes.length} of ${nodes.length + missing} nodes and ${drawn.length} of ${edges.length} edges. The table has all of them.`
      : '';
  return { matches, nodes, drawn, edges, note };
}

/**
 * @param {Shown} shown
 * @param {{ nodes: number, edges: number }} limits
 * @returns {Part}
 */
function everything({ nodes, edges }, limits) {
  if (nodes.length <= limits.nodes && edges.length <= limits.edges) {
    return { matches: [], nodes, drawn: between(nodes, edges), edges, note: '' };
  }
  const note = `${nodes.length} nodes and ${edges.length} edges are too many for one picture: name a service above to see it with its neighbours. The table has all edges.`;
  return { matches: [], nodes: [], drawn: [], edges, note };
}

/**
 * A whole name wins over parts of names.
 * @param {readonly ShownNode[]} nodes
 * @param {string} text
 */
function matching(nodes, text) {
  if (text === '') return [];
  const exact = nodes.filter(({ name }) => name.toLowerCase() === text);
  return exact.length > 0 ? exact : nodes.filter(({ name }) => name.toLowerCase().includes(text));
}

/**
 * @param {readonly ShownNode[]} nodes
 * @param {readonly ShownEdge[]} edges
 */
function between(nodes, edges) {
  const ids = new Set(nodes.map(({ id }) => id));
  return edges.filter(({ from, to }) => ids.has(from) && ids.has(to));
}
