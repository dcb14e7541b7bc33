/**
 * @typedef {import('./compare').ShownNode} ShownNode
 * @typedef {import('./compare').ShownEdge} ShownEdge
 */

const KINDS = {
  service: 'service',
  worker: 'worker',
  topic: 'topic',
  external: 'outside',
  entry: 'way in',
  monitoring: 'monitoring',
  registry: 'registry',
};

/** @param {Pick<ShownNode, 'kind'>} node */
export function kindOf({ kind }) {
  return KINDS[kind];
}

/**
 * The second line of a node in the picture.
 * @param {ShownNode} node
 */
export function captionOf({ kind, facts }) {
  const pods = (facts.pods ?? '').replace(/,.*/, '');
  if (kind === 'service' || kind === 'worker') return `${KINDS[kind]}, ${pods} ${pods === '1' ? 'pod' : 'pods'}`;
  if (kind === 'topic') return `topic, ${facts.partitions} ${facts.partitions === '1' ? 'partition' : 'partitions'}`;
  return kind === 'external' ? (facts.host ?? '') : KINDS[kind];
}

/**
 * What happens on an edge.
 * @param {Pick<ShownEdge, 'kind' | 'label'>} edge
 */
export function howOf({ kind, label }) {
  if (kind === 'produces' || kind === 'consumes') return `${kind}, Kafka`;
  return `${kind === 'external' ? 'calls outside' : kind}, ${label}`;
}

/**
 * An edge in one line.
 * @param {ShownEdge} edge
 * @param {ReadonlyMap<string, ShownNode>} nodes
 */
export function sentenceOf(edge, nodes) {
  const [from, to] = [nodes.get(edge.from)?.name ?? edge.from, nodes.get(edge.to)?.name ?? edge.to];
  if (edge.kind === 'consumes') return `${to} consumes ${from}`;
  if (edge.kind === 'produces') return `${from} produces ${to}`;
  const verbs = {
    calls: 'calls',
    external: 'calls',
    enters: 'leads to',
    scrapes: 'scrapes',
    registers: 'registers with',
  };
  return `${from} ${verbs[edge.kind]} ${to}, ${edge.label}`;
}

/**
 * @param {string} text
 * @param {number} most
 */
export function short(text, most) {
  if (text.length <= most) return text;
  const half = Math.floor((most - 1) / 2);
  return `${text.slice(0, most - 1 - half)}…${text.slice(-half)}`;
}
