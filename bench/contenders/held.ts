import { readFileSync } from 'node:fs';

/** A file of manifests, and the objects in it. */
export interface HeldFile {
  readonly path: string;
  readonly documents: readonly HeldObject[];
}

export interface HeldObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** The objects as they are held ready for the contenders that need not work them out. */
export function readHeld(file: string): readonly HeldFile[] {
  return JSON.parse(readFileSync(file, 'utf8')) as HeldFile[];
}
