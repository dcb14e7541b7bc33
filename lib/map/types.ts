import type { Tier } from '../model/tiers';

/** What there is to know about something, by what it is, in words and in the order to read it. */
export type Facts = Readonly<Record<string, string>>;

/** A worker is a service that nobody calls; entry, monitoring and registry are the platform's, not the system's. */
export type MapNodeKind = 'service' | 'worker' | 'topic' | 'external' | 'entry' | 'monitoring' | 'registry';

export type MapEdgeKind = 'calls' | 'external' | 'produces' | 'consumes' | 'enters' | 'scrapes' | 'registers';

export interface MapNode {
  /** The same in every environment of a system, so that two of them can be compared. */
  readonly id: string;
  readonly kind: MapNodeKind;
  readonly name: string;
  readonly facts: Facts;
}

export interface MapEdge {
  /** The same in every environment, like a node's. */
  readonly id: string;
  readonly kind: MapEdgeKind;
  /** The node that the arrow leaves: messages flow from a topic to who consumes it. */
  readonly from: string;
  readonly to: string;
  /** What is spoken, and where: `grpc 9090`. */
  readonly label: string;
  readonly facts: Facts;
  /** What the edge gave: variables, network rules, rights, objects; each with the object it stands in. */
  readonly gives: readonly string[];
}

/** One environment as a picture needs it: plain data, sorted, the same for the same program. */
export interface SystemMap {
  readonly environment: string;
  readonly tier: Tier;
  readonly domain?: string;
  readonly facts: Facts;
  readonly nodes: readonly MapNode[];
  readonly edges: readonly MapEdge[];
}
