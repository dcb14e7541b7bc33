import { parseAllDocuments } from 'yaml';
import { deliveryExample } from '../../delivery/example';
import { type Manifest, nameOf } from '../../support/manifest';
import { objects } from '../kubectl';
import { withFile } from '../run';
import type { Files } from './repository';

const ADDRESS = 'https://git.shop.example/shop.git';
const example = deliveryExample();

/** What synth writes of the example, by its path in the repository. */
export const FILES: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(example).map(([path, content]) => [`dist/${path}`, content]),
);

/** The example's projects and Applications, reading from another repository than the one that does not exist. */
export function deliveredFrom(repository: string): readonly Manifest[] {
  return manifestsOf(FILES['dist/delivery/shop/argo-cd.k8s.yaml']!.replaceAll(ADDRESS, repository));
}

/** The names of the objects in the files whose paths begin so. */
export function namesUnder(path: string): readonly string[] {
  return manifestsUnder(path).map(nameOf).sort();
}

/** Of these objects, the names of those that the cluster has. */
export function liveUnder(path: string): readonly string[] {
  const live = withFile(manifestsUnder(path), (file) => objects('--ignore-not-found', '--filename', file));
  return live.map(nameOf).sort();
}

/** A file with another text in it. */
export function rewritten(path: string, from: string, to: string): Files {
  const before = FILES[path]!;
  const after = before.replaceAll(from, to);
  if (after === before) throw new Error(`${path} has no '${from}'`);
  return { [path]: after };
}

function manifestsUnder(path: string): readonly Manifest[] {
  return Object.entries(FILES).flatMap(([file, content]) => (file.startsWith(path) ? manifestsOf(content) : []));
}

function manifestsOf(content: string): readonly Manifest[] {
  return parseAllDocuments(content).map((document) => document.toJS() as Manifest);
}
