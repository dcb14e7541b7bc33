import type { ResolvedEnvironment } from './environment';
import type { ServiceGraph, ServiceNode } from './graph';

/** All that an object of a service may depend on. */
export interface ServiceView {
  readonly node: ServiceNode;
  readonly graph: ServiceGraph;
  readonly environment: ResolvedEnvironment;
}
