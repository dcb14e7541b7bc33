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

/** What a rule may look at: one environment as a whole. */
export interface Subject {
  readonly path: string;
  readonly environment: ResolvedEnvironment;
  readonly graph: ServiceGraph;
  readonly objects: readonly ObjectIdentity[];
}

/** A rule over a whole environment; what concerns one service alone is found when the service is resolved. */
export type Policy = (subject: Subject) => readonly Issue[];
