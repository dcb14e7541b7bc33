import type { INetworkPolicy } from 'kubernetes-models/networking.k8s.io/v1/NetworkPolicy';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { ILimitRange } from 'kubernetes-models/v1/LimitRange';
import type { INamespace } from 'kubernetes-models/v1/Namespace';
import type { IResourceQuota } from 'kubernetes-models/v1/ResourceQuota';
import { type Capacity, withHeadroom } from '../model/capacity';
import type { GroupAccess, ResolvedEnvironment } from '../model/environment';
import { type Labels, MANAGED_BY } from '../model/labels';
import type { PodPeer } from '../model/peer';
import { formatBytes, formatCpu } from '../model/units';
import type { Blueprint } from './blueprint';
import { dnsEgress, podPeer } from './peers';

/** Labels of every object that belongs to the environment itself. */
export function environmentLabels(environment: ResolvedEnvironment): Labels {
  return {
    'app.kubernetes.io/managed-by': MANAGED_BY,
    environment: environment.name,
    ...(environment.owner !== undefined && { owner: environment.owner }),
  };
}

/** The namespace, in which the API server refuses every pod that Pod Security `restricted` does not allow. */
export function namespace(environment: ResolvedEnvironment): Blueprint<INamespace> {
  const level = 'restricted';
  return {
    apiVersion: 'v1',
    kind: 'Namespace',
    name: environment.namespace,
    namespace: undefined,
    labels: {
      ...environmentLabels(environment),
      tier: environment.tier,
      ...(environment.mesh?.kind === 'istio' && { 'istio-injection': 'enabled' }),
      'pod-security.kubernetes.io/enforce': level,
      'pod-security.kubernetes.io/audit': level,
      'pod-security.kubernetes.io/warn': level,
    },
    body: () => ({}),
  };
}

/** Closes the namespace: no traffic in or out but DNS. Each service opens what its edges need. */
export function defaultDeny(environment: ResolvedEnvironment): Blueprint<INetworkPolicy> {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    name: 'default-deny',
    namespace: environment.namespace,
    labels: environmentLabels(environment),
    body: () => ({
      spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], egress: [dnsEgress(environment)] },
    }),
  };
}

/** cert-manager answers an ACME HTTP-01 challenge with a pod of its own in the namespace, on this port. */
const ACME_SOLVER_PORT = 8089;

/** Lets the challenge through, or no certificate would ever be signed in a closed namespace. */
export function acmeSolverPolicy(environment: ResolvedEnvironment, controller: PodPeer): Blueprint<INetworkPolicy> {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    name: 'acme-http01-solver',
    namespace: environment.namespace,
    labels: environmentLabels(environment),
    body: () => ({
      spec: {
        podSelector: { matchLabels: { 'acme.cert-manager.io/http01-solver': 'true' } },
        policyTypes: ['Ingress'],
        ingress: [{ from: [podPeer(controller)], ports: [{ port: ACME_SOLVER_PORT, protocol: 'TCP' }] }],
      },
    }),
  };
}

/** What the namespace may ask for: every service at its largest, one release of each, and the headroom. */
export function resourceQuota(
  environment: ResolvedEnvironment,
  headroomPercent: number,
  peak: () => Capacity,
): Blueprint<IResourceQuota> {
  return {
    apiVersion: 'v1',
    kind: 'ResourceQuota',
    name: 'services',
    namespace: environment.namespace,
    labels: environmentLabels(environment),
    body: () => ({ spec: { hard: quotaSpec(withHeadroom(peak(), headroomPercent)) } }),
  };
}

/**
 * A quota on CPU limits would refuse every container that has none, so there is one only where all have limits.
 */
function quotaSpec(capacity: Capacity): Record<string, string> {
  return {
    pods: String(capacity.pods),
    'requests.cpu': formatCpu(capacity.cpuMillis),
    'requests.memory': formatBytes(capacity.memoryBytes),
    'requests.ephemeral-storage': formatBytes(capacity.ephemeralBytes),
    ...(capacity.cpuLimitMillis !== undefined && { 'limits.cpu': formatCpu(capacity.cpuLimitMillis) }),
    'limits.memory': formatBytes(capacity.memoryLimitBytes),
    'limits.ephemeral-storage': formatBytes(capacity.ephemeralBytes),
  };
}

/**
 * Defaults for containers that say nothing of their own, such as a debug pod's. A default CPU limit would be put on
 * containers that have none on purpose, so it stands only where all have one.
 */
export function limitRange(
  environment: ResolvedEnvironment,
  defaults: () => Pick<
    Capacity,
    'cpuMillis' | 'cpuLimitMillis' | 'memoryBytes' | 'memoryLimitBytes' | 'ephemeralBytes'
  >,
): Blueprint<ILimitRange> {
  return {
    apiVersion: 'v1',
    kind: 'LimitRange',
    name: 'containers',
    namespace: environment.namespace,
    labels: environmentLabels(environment),
    body: () => {
      const { cpuMillis, cpuLimitMillis, memoryBytes, memoryLimitBytes, ephemeralBytes } = defaults();
      const storage = { 'ephemeral-storage': formatBytes(ephemeralBytes) };
      const limit = {
        type: 'Container',
        defaultRequest: { cpu: formatCpu(cpuMillis), memory: formatBytes(memoryBytes), ...storage },
        default: {
          ...(cpuLimitMillis !== undefined && { cpu: formatCpu(cpuLimitMillis) }),
          memory: formatBytes(memoryLimitBytes),
          ...storage,
        },
      };
      return { spec: { limits: [limit] } };
    },
  };
}

/** Gives a group one of Kubernetes' own roles in the namespace. */
export function roleBinding(environment: ResolvedEnvironment, { group, role }: GroupAccess): Blueprint<IRoleBinding> {
  const apiGroup = 'rbac.authorization.k8s.io';
  return {
    apiVersion: 'rbac.authorization.k8s.io/v1',
    kind: 'RoleBinding',
    name: `${group.replace(/[^A-Za-z0-9.-]+/g, '-').toLowerCase()}-${role}`,
    namespace: environment.namespace,
    labels: environmentLabels(environment),
    body: () => ({
      roleRef: { apiGroup, kind: 'ClusterRole', name: role },
      subjects: [{ apiGroup, kind: 'Group', name: group }],
    }),
  };
}
