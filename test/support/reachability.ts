import type { Labels } from './label-selector';
import { type Json, type Manifest, record, records, text } from './manifest';
import {
  compilePolicy,
  type Direction,
  type Endpoint,
  isPod,
  type NamedPort,
  type NamespaceLabels,
  namespaceOf,
  type PodEndpoint,
  type Policy,
  type Protocol,
  type Rule,
} from './network-policy';

export type { Endpoint, IpEndpoint, NamedPort, PodEndpoint, Protocol } from './network-policy';

export interface Network {
  /**
   * Whether the network policies let a connection through. Two endpoints are two pods even when they are equal:
   * replicas of one Deployment, which do not have the access to itself that no policy can take from a pod.
   */
  canConnect(from: Endpoint, to: Endpoint, port: number, protocol?: Protocol): boolean;
}

const WORKLOADS = new Set(['DaemonSet', 'Deployment', 'Job', 'StatefulSet']);

function namedPortsOf(podSpec: Json): NamedPort[] {
  const sidecars = records(podSpec.initContainers).filter(({ restartPolicy }) => restartPolicy === 'Always');
  const ports = [...records(podSpec.containers), ...sidecars].flatMap((container) => records(container.ports));
  return ports
    .filter(({ name }) => text(name) !== '')
    .map(({ name, containerPort, protocol }) => ({
      name: text(name),
      port: Number(containerPort),
      protocol: (protocol ?? 'TCP') as Protocol,
    }));
}

/** One pod for each workload, named like it. */
export function podsOf(manifests: readonly Manifest[]): PodEndpoint[] {
  return manifests
    .filter(({ kind }) => WORKLOADS.has(text(kind)))
    .map((manifest) => {
      const template = record(record(manifest.spec).template);
      return {
        name: text(record(manifest.metadata).name),
        namespace: namespaceOf(manifest),
        labels: record(record(template.metadata).labels),
        namedPorts: namedPortsOf(record(template.spec)),
      };
    });
}

function namespaceLabels(manifests: readonly Manifest[]): NamespaceLabels {
  const namespaces = manifests.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => record(metadata));
  const declared = new Map(namespaces.map(({ name, labels }) => [name, record(labels)]));
  return (namespace): Labels => ({ ...declared.get(namespace), 'kubernetes.io/metadata.name': namespace });
}

function policiesByNamespace(manifests: readonly Manifest[]): Map<string, Policy[]> {
  const labelsOf = namespaceLabels(manifests);
  const index = new Map<string, Policy[]>();
  for (const manifest of manifests.filter(({ kind }) => kind === 'NetworkPolicy')) {
    const policy = compilePolicy(manifest, labelsOf);
    index.set(policy.namespace, [...(index.get(policy.namespace) ?? []), policy]);
  }
  return index;
}

type RuleLookup = (endpoint: Endpoint) => readonly Rule[] | undefined;

/** The rules of all policies that select a pod; undefined when none does, which leaves the pod open. */
function ruleLookup(policies: ReadonlyMap<string, readonly Policy[]>, direction: Direction): RuleLookup {
  const known = new WeakMap<Endpoint, readonly Rule[] | undefined>();
  const lookUp = ({ namespace, labels }: PodEndpoint): readonly Rule[] | undefined => {
    const selecting = (policies.get(namespace) ?? []).filter(
      (policy) => policy.rules[direction] !== undefined && policy.selects(labels),
    );
    return selecting.length === 0 ? undefined : selecting.flatMap((policy) => policy.rules[direction] ?? []);
  };
  return (endpoint) => {
    if (isPod(endpoint) && !known.has(endpoint)) {
      known.set(endpoint, lookUp(endpoint));
    }
    return known.get(endpoint);
  };
}

/** Compiles the policies once, for any number of questions. */
export function networkOf(manifests: readonly Manifest[]): Network {
  const policies = policiesByNamespace(manifests);
  const egressOf = ruleLookup(policies, 'egress');
  const ingressOf = ruleLookup(policies, 'ingress');
  return {
    canConnect: (from, to, port, protocol = 'TCP') => {
      const target = { endpoint: to, port, protocol };
      const allows = (rules: readonly Rule[] | undefined, peer: Endpoint): boolean =>
        rules === undefined || rules.some((rule) => rule.port(target) && rule.peer(peer));
      return allows(egressOf(from), to) && allows(ingressOf(to), from);
    },
  };
}

/** Every connection that is open between two workloads (and two replicas of one), as `ns/a -> ns/b:port`, sorted. */
export function reachablePairs(
  manifests: readonly Manifest[],
  ports: readonly number[],
  protocol: Protocol = 'TCP',
): string[] {
  const network = networkOf(manifests);
  const pods = podsOf(manifests);
  const pairs = pods.flatMap((from) => pods.map((to) => [from, to] as const));
  return pairs
    .flatMap(([from, to]) =>
      ports
        .filter((port) => network.canConnect(from, to, port, protocol))
        .map((port) => `${from.namespace}/${from.name} -> ${to.namespace}/${to.name}:${port}`),
    )
    .sort();
}
