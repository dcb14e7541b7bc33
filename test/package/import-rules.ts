import { posix } from 'node:path';
import { environmentReads, type Import, importsOf, parse } from './imports-of';

/** Sources by their path from the repository's root. */
export type Sources = ReadonlyMap<string, string>;

/** A layer imports from itself and from those before it. */
const LAYERS: readonly (readonly [name: string, files: RegExp])[] = [
  ['model', /^lib\/model\//],
  ['resources', /^lib\/resources\//],
  ['policies', /^lib\/policies\//],
  ['constructs', /^lib\/[^/]+\.ts$/],
  ['map', /^lib\/map\//],
  ['delivery', /^lib\/delivery\//],
  ['grafana', /^lib\/grafana\//],
  ['engines', /^lib\/engines\//],
  ['cli', /^lib\/cli\//],
];
/** Layers of plain data and functions, without any package. */
const PLAIN = ['model', 'resources', 'map'];
const ENTRY = 'lib/index.ts';
const TYPES_ONLY = /^(@?kubernetes-models(\/|$)|@github-actions-workflow-ts\/)/;
/** A program's own beginning, which hands its environment on. */
const PROGRAM = 'lib/cli/main.ts';
const MAX_LINES = 250;

interface Edge extends Import {
  readonly from: string;
  /** The imported file, or undefined for a package. */
  readonly to: string | undefined;
}

/** What breaks the rules of the house in these sources; `packages` are those that users of the library have installed. */
export function violations(sources: Sources, packages: readonly string[]): string[] {
  const edges = [...sources].flatMap(([path, text]) => edgesOf(path, text, sources));
  const found = edges.flatMap((edge) =>
    (edge.to === undefined ? packageProblems(edge, packages) : layerProblems(edge.from, edge.to)).map(
      (problem) => `${edge.from}:${edge.line} ${problem}`,
    ),
  );
  return [...found, ...[...sources].flatMap(([path, text]) => fileProblems(path, text)), ...cycles(edges)];
}

function edgesOf(path: string, text: string, sources: Sources): Edge[] {
  return importsOf(parse(path, text)).map((found) => ({
    ...found,
    from: path,
    to: found.specifier.startsWith('.') ? resolve(path, found.specifier, sources) : undefined,
  }));
}

function resolve(from: string, specifier: string, sources: Sources): string {
  const base = posix.join(posix.dirname(from), specifier);
  return [`${base}.ts`, `${base}/index.ts`].find((path) => sources.has(path)) ?? `${base}.ts`;
}

function layerOf(path: string): number {
  return LAYERS.findIndex(([, files]) => files.test(path));
}

function layerProblems(from: string, to: string): string[] {
  if (from === ENTRY) return [];
  if (to === ENTRY) return [`imports ${ENTRY}, which only collects the public names: import the file that has them`];
  if (nameOf(from) === 'map' && !['map', 'model'].includes(nameOf(to)))
    return [`imports ${to}: the map layer draws the model and knows nothing else`];
  if (layerOf(to) <= layerOf(from)) return [];
  return [`imports ${to}: the ${nameOf(to)} layer comes after ${nameOf(from)}`];
}

function nameOf(path: string): string {
  return LAYERS[layerOf(path)]?.[0] ?? 'unknown';
}

function packageProblems({ from, specifier, typeOnly }: Edge, packages: readonly string[]): string[] {
  const layer = nameOf(from);
  if (TYPES_ONLY.test(specifier)) {
    if (layer === 'model') return [`imports ${specifier}: the model layer knows no Kubernetes object`];
    return typeOnly ? [] : [`imports ${specifier}, which users do not have: write 'import type'`];
  }
  if (specifier.startsWith('node:')) return [];
  if (PLAIN.includes(layer)) return [`imports ${specifier}: the ${layer} layer is plain data and functions`];
  const name = specifier.split('/', specifier.startsWith('@') ? 2 : 1).join('/');
  return packages.includes(name) ? [] : [`imports ${specifier}, which is no dependency in package.json`];
}

function fileProblems(path: string, text: string): string[] {
  const reads = path === PROGRAM ? [] : environmentReads(parse(path, text));
  const found = reads.map((line) => `${path}:${line} reads process.env: take the value as a prop`);
  if (layerOf(path) === -1) found.push(`${path} is in no layer: move it, or name its folder in the list of layers`);
  const lines = text.trimEnd().split('\n').length;
  if (lines > MAX_LINES) found.push(`${path} has ${lines} lines: split it, ${MAX_LINES} is the limit`);
  return found;
}

/** Of imports that exist at run time: there a cycle breaks the order of loading, among types it costs nothing. */
function cycles(edges: readonly Edge[]): string[] {
  const next = new Map<string, string[]>();
  for (const { from, to, typeOnly } of edges) {
    if (to !== undefined && !typeOnly) next.set(from, [...(next.get(from) ?? []), to]);
  }
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): string[] => {
    if (trail.includes(path)) return [`import cycle: ${[...trail.slice(trail.indexOf(path)), path].join(' → ')}`];
    if (done.has(path)) return [];
    const found = (next.get(path) ?? []).flatMap((to) => walk(to, [...trail, path]));
    done.add(path);
    return found;
  };
  return [...next.keys()].flatMap((path) => walk(path, []));
}
