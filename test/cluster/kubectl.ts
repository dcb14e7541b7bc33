import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Manifest, records } from '../support/manifest';
import { inFolder, run } from './run';

export function kubectl(...args: readonly string[]): string {
  return run('kubectl', args).stdout;
}

/** The objects that kubectl names, as the server holds them. */
export function objects(...args: readonly string[]): readonly Manifest[] {
  const answer = JSON.parse(kubectl('get', ...args, '--output', 'json')) as Manifest;
  return Array.isArray(answer.items) ? records(answer.items) : [answer];
}

/** Makes namespaces that stand for those of others; one that is there already would be somebody's: it is refused. */
export function createNamespaces(names: readonly string[]): void {
  refuseTaken(names);
  for (const name of names) kubectl('create', 'namespace', name);
}

/** Fails if a namespace exists: a test would change what is in it, and delete it at the end. */
export function refuseTaken(names: readonly string[]): void {
  // Without a name it would be all namespaces.
  if (names.length === 0) return;
  const taken = kubectl('get', 'namespace', '--ignore-not-found', '--output', 'name', ...names).trim();
  if (taken === '') return;
  throw new Error(
    `the cluster has ${taken.split('\n').join(', ')} already: delete it if an earlier run left it there, or take another cluster`,
  );
}

export function deleteNamespaces(names: readonly string[]): void {
  if (names.length > 0) kubectl('delete', 'namespace', '--ignore-not-found', '--wait', ...names);
}

const PATIENCE_MS = 60_000;

/** Waits until the server takes objects of the kinds that the files define. */
export function untilEstablished(...files: readonly string[]): void {
  const args = ['wait', '--for=condition=Established', `--timeout=${PATIENCE_MS / 1000}s`, ...files];
  const end = Date.now() + PATIENCE_MS;
  // kubectl does not wait but fails while a definition has no conditions at all, as it has none for a moment.
  for (;;) {
    const { status, stderr } = run('kubectl', args, { mayFail: true });
    if (status === 0) return;
    if (Date.now() > end) throw new Error(`kubectl ${args.join(' ')} ended with ${status}:\n${stderr}`);
  }
}

/** What controllers were refused in a namespace: by Pod Security or by the quota. */
export function refusals(namespace: string): readonly string[] {
  const events = objects('events', '--namespace', namespace, '--field-selector', 'reason=FailedCreate');
  return events.map(({ message }) => String(message));
}

/** Applies as a user does that applies the files of an environment; the answer has a line an object. */
export function apply(manifests: readonly Manifest[], ...flags: readonly string[]): readonly string[] {
  return inFolder((folder) => {
    const file = join(folder, 'objects.yaml');
    // One document an object: a List is checked by kubectl itself, and it is the server that must have the say.
    writeFileSync(file, manifests.map((manifest) => JSON.stringify(manifest)).join('\n---\n'));
    return kubectl('apply', '--validate=strict', ...flags, '--filename', file)
      .trim()
      .split('\n');
  });
}
