import { ipBlockTest } from './ip-block';
import { type Labels, type LabelTest, selectorTest } from './label-selector';
import { type Json, type Manifest, record, records, text } from './manifest';

export type Protocol = 'TCP' | 'UDP' | 'SCTP';
export type Direction = 'ingress' | 'egress';

export interface NamedPort {
  readonly name: string;
  readonly port: number;
  readonly protocol: Protocol;
}

export interface PodEndpoint {
  readonly namespace: string;
  readonly labels: Labels;
  readonly name?: string;
  readonly namedPorts?: readonly NamedPort[];
  /** Whether an ipBlock covers a pod depends on the network plugin; it does here only for a pod given an address. */
  readonly ip?: string;
}

export interface IpEndpoint {
  readonly ip: string;
}

export type Endpoint = PodEndpoint | IpEndpoint;

/** The port of the pod or address that is connected to. */
export interface Target {
  readonly endpoint: Endpoint;
  readonly port: number;
  readonly protocol: Protocol;
}

type PeerTest = (peer: Endpoint) => boolean;
type PortTest = (target: Target) => boolean;

export interface Rule {
  readonly peer: PeerTest;
  readonly port: PortTest;
}

export interface Policy {
  readonly namespace: string;
  readonly selects: LabelTest;
  /** A direction the policy says nothing about is absent; one that it closes has no rules. */
  readonly rules: Readonly<Partial<Record<Direction, readonly Rule[]>>>;
}

export type NamespaceLabels = (namespace: string) => Labels;

export function isPod(endpoint: Endpoint): endpoint is PodEndpoint {
  return 'namespace' in endpoint;
}

export function namespaceOf(manifest: Manifest): string {
  return text(record(manifest.metadata).namespace) || 'default';
}

/** Missing as well as empty lists of peers or ports mean "all". */
function anyOf<T>(tests: readonly ((value: T) => boolean)[]): (value: T) => boolean {
  return tests.length === 0 ? () => true : (value) => tests.some((test) => test(value));
}

function namespaceTest(peer: Json, own: string, labelsOf: NamespaceLabels): (namespace: string) => boolean {
  if ((peer.namespaceSelector ?? undefined) === undefined) {
    return (namespace) => namespace === own;
  }
  const selects = selectorTest(peer.namespaceSelector);
  const known = new Map<string, boolean>();
  return (namespace) => {
    const selected = known.get(namespace) ?? selects(labelsOf(namespace));
    known.set(namespace, selected);
    return selected;
  };
}

function peerTest(peer: Json, own: string, labelsOf: NamespaceLabels): PeerTest {
  if ((peer.ipBlock ?? undefined) !== undefined) {
    const covers = ipBlockTest(record(peer.ipBlock));
    return ({ ip }) => ip !== undefined && covers(ip);
  }
  if ((peer.podSelector ?? peer.namespaceSelector ?? undefined) === undefined) {
    throw new Error('a peer of a network policy has neither a selector nor an ipBlock');
  }
  const inNamespace = namespaceTest(peer, own, labelsOf);
  const selects = selectorTest(peer.podSelector);
  return (endpoint) => isPod(endpoint) && inNamespace(endpoint.namespace) && selects(endpoint.labels);
}

/** A name stands for the port that the target pod gives it, in either direction, so no address has it. */
function hasNamedPort({ endpoint, port, protocol }: Target, name: string): boolean {
  const ports = isPod(endpoint) ? (endpoint.namedPorts ?? []) : [];
  return ports.some((named) => named.name === name && named.port === port && named.protocol === protocol);
}

function portTest({ protocol, port, endPort }: Json): PortTest {
  const wanted = protocol ?? 'TCP';
  if (typeof port === 'string') {
    return (target) => target.protocol === wanted && hasNamedPort(target, port);
  }
  const first = typeof port === 'number' ? port : 0;
  const last = typeof port === 'number' ? Number(endPort ?? port) : 65535;
  return (target) => target.protocol === wanted && first <= target.port && target.port <= last;
}

function directionsOf({ policyTypes, egress }: Json): Direction[] {
  const types = Array.isArray(policyTypes) ? policyTypes : [];
  if (types.length > 0) {
    return (['ingress', 'egress'] as const).filter((direction) =>
      types.includes(direction === 'ingress' ? 'Ingress' : 'Egress'),
    );
  }
  return records(egress).length > 0 ? ['ingress', 'egress'] : ['ingress'];
}

export function compilePolicy(manifest: Manifest, labelsOf: NamespaceLabels): Policy {
  const namespace = namespaceOf(manifest);
  const spec = record(manifest.spec);
  const compileRule = (rule: Json, direction: Direction): Rule => {
    const peers = records(rule[direction === 'ingress' ? 'from' : 'to']);
    return {
      peer: anyOf(peers.map((peer) => peerTest(peer, namespace, labelsOf))),
      port: anyOf(records(rule.ports).map(portTest)),
    };
  };
  const rulesOf = (direction: Direction): Rule[] =>
    records(spec[direction]).map((rule) => compileRule(rule, direction));
  const rules = directionsOf(spec).map((direction) => [direction, rulesOf(direction)] as const);
  return { namespace, selects: selectorTest(spec.podSelector), rules: Object.fromEntries(rules) };
}
