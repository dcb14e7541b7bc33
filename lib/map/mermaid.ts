import type { MapEdge, MapNode, MapNodeKind, SystemMap } from './types';

/** GitHub's Mermaid refuses a longer text, or more edges, with an error in place of the picture. */
const MAX_CHARACTERS = 50_000;
const MAX_EDGES = 500;

const SHAPES: Readonly<Record<MapNodeKind, readonly [open: string, close: string]>> = {
  service: ['[', ']'],
  worker: ['[[', ']]'],
  topic: ['[(', ')]'],
  external: ['([', '])'],
  entry: ['{{', '}}'],
  monitoring: ['[/', '/]'],
  registry: ['[/', '/]'],
};

const LEGEND =
  'Box: service. Double-edged box: worker, which nobody calls. Cylinder: Kafka topic. Rounded: outside. Hexagon: the way in.';

/** The map as a Mermaid flowchart; Prometheus and Consul, which are connected to nearly all, are left out. */
export function mermaid(map: SystemMap): string {
  const nodes = map.nodes.filter(({ kind }) => kind !== 'monitoring' && kind !== 'registry');
  const names = mermaidNames(nodes);
  const edges = map.edges.filter(({ from, to }) => names.has(from) && names.has(to));
  const lines = [...nodes.map((node) => nodeLine(node, names)), ...edges.map((edge) => edgeLine(edge, names))];
  return ['flowchart LR', ...lines.map((line) => `  ${line}`), ''].join('\n');
}

/** The maps of all environments as one Markdown document. */
export function mapMarkdown(maps: readonly SystemMap[]): string {
  const parts = maps.map((map) => `## ${map.environment}\n\n${block(map)}`);
  return ['# System map\n', `${LEGEND}\n`, 'What every edge gave stands in [map.html](map.html).\n', ...parts].join(
    '\n',
  );
}

function block(map: SystemMap): string {
  const text = mermaid(map);
  const edges = text.split('\n').filter((line) => / -\.?->/.test(line)).length;
  if (text.length <= MAX_CHARACTERS && edges <= MAX_EDGES) return `\`\`\`mermaid\n${text}\`\`\`\n`;
  return `${edges} edges are more than Mermaid draws: see [map.html](map.html), which shows any part of it.\n`;
}

/** Names that Mermaid takes as they are: a prefix keeps them off its keywords, like `end`. */
function mermaidNames(nodes: readonly MapNode[]): ReadonlyMap<string, string> {
  const names = new Map<string, string>();
  const taken = new Set<string>();
  for (const { id, kind, name } of nodes) {
    const stem = `${kind === 'worker' ? 'service' : kind}_${name.replace(/[^A-Za-z0-9]+/g, '_')}`;
    let unique = stem;
    for (let count = 2; taken.has(unique); count++) unique = `${stem}_${count}`;
    taken.add(unique);
    names.set(id, unique);
  }
  return names;
}

function nodeLine({ id, kind, name }: MapNode, names: ReadonlyMap<string, string>): string {
  const [open, close] = SHAPES[kind];
  return `${names.get(id)}${open}${quoted(name)}${close}`;
}

function edgeLine({ kind, from, to, label }: MapEdge, names: ReadonlyMap<string, string>): string {
  const arrow = kind === 'produces' || kind === 'consumes' ? '-.->' : '-->';
  return `${names.get(from)} ${arrow}|${quoted(label)}| ${names.get(to)}`;
}

/** Text in which nothing means anything to Mermaid, HTML or Markdown: all but the plainest characters by number. */
function quoted(text: string): string {
  const safe = text.replace(/[^A-Za-z0-9 .:/-]|^[ -]|\.(?= )/gu, (character) => `#${character.codePointAt(0)};`);
  return `"${safe || ' '}"`;
}
