import type { ResolvedTopic } from './kafka';
import type { ResolvedMicroservice } from './microservice';
import type { PodPeer } from './peer';
import type { ResolvedPort } from './ports';
import type { ResolvedSlo } from './slo';

/** Something outside of the environment that services call: a host with its networks. */
export interface ExternalSystem {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly protocol: 'https' | 'http' | 'tcp';
  /** Networks that the host's addresses are in; none: it is known by its name alone. */
  readonly cidrs: readonly string[];
  /** Pods of another namespace that answer under the host. */
  readonly pods?: PodPeer;
}

/** Neither networks nor pods are known: only its name can let a service out to it. */
export function knownByName({ cidrs, pods }: ExternalSystem): boolean {
  return cidrs.length === 0 && pods === undefined;
}

export interface ServiceNode {
  readonly kind: 'service';
  readonly path: string;
  readonly name: string;
  readonly service: ResolvedMicroservice;
}

export interface TopicNode {
  readonly kind: 'topic';
  readonly path: string;
  readonly name: string;
  readonly topic: ResolvedTopic;
}

export interface ExternalNode {
  readonly kind: 'external';
  readonly path: string;
  readonly name: string;
  readonly external: ExternalSystem;
}

/** What of the platform comes to the services by itself: the gateway that lets callers in, and what scrapes metrics. */
export interface PlatformNode {
  readonly kind: 'gateway' | 'scraper';
  readonly path: string;
  readonly name: string;
  /** Its pods. */
  readonly peer: PodPeer;
}

export type GraphNode = ServiceNode | TopicNode | ExternalNode | PlatformNode;

interface Outgoing {
  readonly from: ServiceNode;
  /** Stem of the variables that tell the caller the address: `USERS` for `USERS_ADDR`. */
  readonly variable: string;
  /** How long the caller waits, retries included. */
  readonly timeoutSeconds?: number;
  /** How often the caller tries again. */
  readonly retries: number;
  /** The caller goes on without an answer. */
  readonly optional: boolean;
  /** What the caller counts on. */
  readonly slo?: ResolvedSlo;
}

/** One service calls another, on one port. */
export interface CallEdge extends Outgoing {
  readonly kind: 'calls';
  readonly to: ServiceNode;
  readonly port: ResolvedPort;
}

/** A service calls a system outside. */
export interface ExternalEdge extends Outgoing {
  readonly kind: 'external';
  readonly to: ExternalNode;
}

/** A service writes to a topic, or reads it in its own consumer group. */
export interface TopicEdge {
  readonly kind: 'produces' | 'consumes';
  readonly from: ServiceNode;
  readonly to: TopicNode;
  /** Stem of the variable that tells the topic's name: `ORDER_EVENTS` for `KAFKA_TOPIC_ORDER_EVENTS`. */
  readonly variable: string;
  /** Messages that one pod may leave unread before another pod is started; undefined: not scaled by lag. */
  readonly lagThreshold?: number;
}

/** The gateway leads callers from outside to a service, or a scraper reads its metrics. */
export interface PlatformEdge {
  readonly kind: 'enters' | 'scrapes';
  readonly from: PlatformNode;
  readonly to: ServiceNode;
  readonly port: ResolvedPort;
}

/** What services declare; what the platform does by itself is a `PlatformEdge`. */
export type Edge = CallEdge | ExternalEdge | TopicEdge;

/** A construct or the path of one: both name a node. */
export type NodeReference = string | { readonly node: { readonly path: string } };

/** Who talks to whom in one environment: plain data beside the construct tree, so that services may call each other in circles. */
export class ServiceGraph {
  private readonly byPath = new Map<string, GraphNode>();
  private readonly outgoing = new Map<string, Edge[]>();
  private readonly incoming = new Map<string, Edge[]>();
  private readonly fromPlatform = new Map<string, PlatformEdge[]>();
  private changes = 0;

  /**
   * Another number after each change of nodes and edges, for what is computed from them.
   * @internal
   */
  get revision(): number {
    return this.changes;
  }

  addNode(node: GraphNode): void {
    this.changes += 1;
    this.byPath.set(node.path, node);
  }

  /** An edge that stands already, said again, is still one edge, with what is said last. */
  addEdge(edge: Edge): void {
    this.changes += 1;
    const former = this.edgesFrom(edge.from.path).find((other) => sameEdge(other, edge));
    if (former) {
      Object.assign(former, edge);
      return;
    }
    push(this.outgoing, edge.from.path, edge);
    push(this.incoming, edge.to.path, edge);
  }

  addPlatformEdge(edge: PlatformEdge): void {
    this.byPath.set(edge.from.path, edge.from);
    push(this.fromPlatform, edge.to.path, edge);
  }

  /** The gateway and the scraper that come to a service. */
  platformEdgesTo(service: NodeReference): readonly PlatformEdge[] {
    return this.fromPlatform.get(pathOf(service)) ?? [];
  }

  node(reference: NodeReference): GraphNode | undefined {
    return this.byPath.get(pathOf(reference));
  }

  /** A service by its name. */
  service(name: string): ServiceNode | undefined {
    return this.services.find((node) => node.name === name);
  }

  get services(): readonly ServiceNode[] {
    return [...this.byPath.values()].filter((node) => node.kind === 'service');
  }

  get topics(): readonly TopicNode[] {
    return [...this.byPath.values()].filter((node) => node.kind === 'topic');
  }

  get externals(): readonly ExternalNode[] {
    return [...this.byPath.values()].filter((node) => node.kind === 'external');
  }

  /** Every edge, in the order it was declared. */
  get edges(): readonly Edge[] {
    return [...this.outgoing.values()].flat();
  }

  edgesFrom(reference: NodeReference): readonly Edge[] {
    return this.outgoing.get(pathOf(reference)) ?? [];
  }

  edgesTo(reference: NodeReference): readonly Edge[] {
    return this.incoming.get(pathOf(reference)) ?? [];
  }

  /** The calls that a service makes to other services. */
  callsFrom(service: NodeReference): readonly CallEdge[] {
    return this.edgesFrom(service).filter((edge) => edge.kind === 'calls');
  }

  /** The calls that a service makes, to other services and outside. */
  outgoingOf(service: NodeReference): readonly (CallEdge | ExternalEdge)[] {
    return this.edgesFrom(service).filter((edge) => edge.kind === 'calls' || edge.kind === 'external');
  }

  callsTo(service: NodeReference): readonly CallEdge[] {
    return this.edgesTo(service).filter((edge) => edge.kind === 'calls');
  }

  /** The services that call this one. */
  callersOf(service: NodeReference): readonly ServiceNode[] {
    return [...new Set(this.callsTo(service).map((edge) => edge.from))];
  }

  /** The services that this one calls. */
  upstreamsOf(service: NodeReference): readonly ServiceNode[] {
    return [...new Set(this.callsFrom(service).map((edge) => edge.to))];
  }

  producersOf(topic: NodeReference): readonly ServiceNode[] {
    return this.edgesTo(topic).flatMap((edge) => (edge.kind === 'produces' ? [edge.from] : []));
  }

  consumersOf(topic: NodeReference): readonly ServiceNode[] {
    return this.edgesTo(topic).flatMap((edge) => (edge.kind === 'consumes' ? [edge.from] : []));
  }

  /** What a service writes to and reads from. */
  topicsOf(service: NodeReference): readonly TopicEdge[] {
    return this.edgesFrom(service).filter(isTopicEdge);
  }

  externalsOf(service: NodeReference): readonly ExternalEdge[] {
    return this.edgesFrom(service).filter((edge) => edge.kind === 'external');
  }
}

function sameEdge(a: Edge, b: Edge): boolean {
  if (a.kind !== b.kind || a.to !== b.to || a.variable !== b.variable) return false;
  return a.kind !== 'calls' || b.kind !== 'calls' || a.port === b.port;
}

function isTopicEdge(edge: Edge): edge is TopicEdge {
  return edge.kind === 'produces' || edge.kind === 'consumes';
}

function pathOf(reference: NodeReference): string {
  return typeof reference === 'string' ? reference : reference.node.path;
}

function push<T>(map: Map<string, T[]>, path: string, edge: T): void {
  const edges = map.get(path);
  if (edges) edges.push(edge);
  else map.set(path, [edge]);
}
