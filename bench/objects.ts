import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { HeldFile, HeldObject } from './contenders/held';
import { differences } from './differences';

const SHOWN = 3;

export type Objects = ReadonlyMap<string, HeldObject>;

/** Every object in the YAML files of a folder, by what tells it from the others. */
export function readObjects(folder: string): Objects {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.yaml'));
  return byIdentity(
    files.flatMap((file) =>
      parseAllDocuments(readFileSync(join(folder, file), 'utf8'))
        .map((document) => document.toJS() as HeldObject | null)
        .filter((object) => object !== null),
    ),
  );
}

export function heldObjects(held: readonly HeldFile[]): Objects {
  return byIdentity(held.flatMap(({ documents }) => documents));
}

function byIdentity(list: readonly HeldObject[]): Objects {
  const objects = new Map<string, HeldObject>();
  for (const object of list) {
    const { apiVersion, kind, metadata } = object;
    const identity = `${apiVersion} ${kind} ${metadata.namespace ?? ''}/${metadata.name}`;
    if (objects.has(identity)) throw new Error(`${identity} is there twice`);
    objects.set(identity, object);
  }
  return objects;
}

/** Throws where a contender's objects are not those of this library. */
export function checkSame(contender: string, given: Objects, wanted: Objects): void {
  const identities = [...new Set([...wanted.keys(), ...given.keys()])];
  const others = identities
    .map((identity) => ({ identity, changes: differences(given.get(identity), wanted.get(identity)) }))
    .filter(({ changes }) => changes.length > 0);
  if (others.length === 0) return;
  const shown = others.slice(0, SHOWN).map(({ identity, changes }) => `  ${identity}: ${JSON.stringify(changes)}`);
  throw new Error(
    `${contender} gives ${others.length} of ${identities.length} objects otherwise, so that its time means nothing; to make them the same:\n${shown.join('\n')}`,
  );
}
