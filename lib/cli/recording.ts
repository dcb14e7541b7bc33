import type { Declaration } from '../declaration';
import type { Issue } from '../model/issue';

/** What a program said of one construct, as plain data. */
export interface Said {
  /** Path of the construct from its environment; empty: the environment itself. */
  readonly subject: string;
  readonly as: Declaration['as'];
  /** Props, or an edge's options; see `encode` for what is no plain data. */
  readonly said: unknown;
}

export type Fields = { readonly [field: string]: unknown };

export interface RecordedObject {
  /** Path of the object from its environment: the same in every environment of a program. */
  readonly path: string;
  readonly json: KubernetesObject;
}

export interface KubernetesObject extends Fields {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly namespace?: string };
}

/** One environment of a program that was run: what it was told, and what came of it. */
export interface RecordedEnvironment {
  readonly name: string;
  readonly said: readonly Said[];
  /** Empty where the program does not synthesize. */
  readonly objects: readonly RecordedObject[];
  readonly issues: readonly Issue[];
}
