import type { ResolvedEnvironment } from '../model/environment';
import type { ServiceGraph } from '../model/graph';
import type { Issue } from '../model/issue';

/** Who an object is: no two objects of a cluster may agree in all four. */
export interface ObjectIdentity {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  /** Path of the construct that makes it. */
  readonly path: string;
}

/** An object that the library has not made as it is: of cdk8s-plus, of `ApiObject`, or changed by `override`. */
export interface ForeignObject extends ObjectIdentity {
  readonly content: () => Readonly<Record<string, unknown>>;
}

/** What a rule may look at: one environment as a whole. */
export interface Subject {
  readonly path: string;
  readonly environment: ResolvedEnvironment;
  readonly graph: ServiceGraph;
  readonly objects: readonly ObjectIdentity[];
  readonly foreign: readonly ForeignObject[];
}

/** A rule over a whole environment; what concerns one service alone is found when the service is resolved. */
export type Policy = (subject: Subject) => readonly Issue[];
