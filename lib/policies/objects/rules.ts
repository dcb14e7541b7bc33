/** What a rule is about: the object, its pods' spec, each item of a list in them, or each value that it writes in clear text. */
export type Scope = 'object' | 'pod' | ListScope | 'clear-text';
export type ListScope = ContainerScope | 'volume' | 'rbac-rule' | 'ingress-rule' | 'egress-rule';
export type ContainerScope = keyof typeof CONTAINER_LISTS;

/**
 * Where a pod has its containers. Ephemeral ones, of `kubectl debug`, cannot have resources; served ones have a
 * port of TCP, as no probe speaks UDP.
 */
export const CONTAINER_LISTS = {
  container: ['initContainers', 'containers', 'ephemeralContainers'],
  'sized-container': ['initContainers', 'containers'],
  'served-container': ['containers'],
} as const;

/** Where an object has the other lists. */
export const OBJECT_LISTS = {
  'rbac-rule': 'rules',
  'ingress-rule': 'spec.ingress',
  'egress-rule': 'spec.egress',
} as const;

/** What a field must be; `filled` is a list with something in it. `inherited`: where the container says nothing, its pod's word counts. */
export type Condition = { readonly field: string; readonly inherited?: boolean } & (
  | { readonly present: true }
  | { readonly filled: true }
  | { readonly absent: true }
  | { readonly oneOf: readonly (string | boolean)[] }
  | { readonly absentOr: readonly (string | boolean)[] }
  | { readonly includes: string }
  | { readonly excludes: string }
  | { readonly matches: string }
  | { readonly matchesNot: string }
);

/** One invariant of single objects, as data. */
export interface ObjectRule {
  readonly name: string;
  /** Kinds of objects that it is about; pods and containers are looked for in every kind of workload. */
  readonly kinds?: readonly string[];
  readonly scope: Scope;
  readonly must: readonly Condition[];
  readonly fix: string;
}

/** Where each kind of workload has its pods' spec. A Rollout that refers to a Deployment has none. */
const TEMPLATE = 'spec.template.spec';
export const POD_SPECS = {
  Deployment: TEMPLATE,
  StatefulSet: TEMPLATE,
  DaemonSet: TEMPLATE,
  Rollout: TEMPLATE,
  ReplicaSet: TEMPLATE,
  ReplicationController: TEMPLATE,
  Job: TEMPLATE,
  CronJob: 'spec.jobTemplate.spec.template.spec',
  Pod: 'spec',
} as const;
export const WORKLOADS: readonly string[] = Object.keys(POD_SPECS);
const LONG_RUNNING = ['Deployment', 'StatefulSet', 'DaemonSet', 'Rollout'];
const NAMESPACED = [
  ...WORKLOADS,
  'Service',
  'ServiceAccount',
  'ConfigMap',
  'Secret',
  'Ingress',
  'NetworkPolicy',
  'PodDisruptionBudget',
  'HorizontalPodAutoscaler',
  'Role',
  'RoleBinding',
];
/** A tag or a digest; a colon before the last slash is a registry's port. */
const NAMED = '(@sha256:[0-9a-f]{64}|:[A-Za-z0-9_][A-Za-z0-9_.-]*)$';
const LATEST = ':latest$';
const SECRET =
  '(^|[_.-])(password|passwd|secret|token|api[_.-]?key|private[_.-]?key|PASSWORD|PASSWD|SECRET|TOKEN|API_?KEY|PRIVATE_?KEY)$';

export const objectRules: readonly ObjectRule[] = [
  {
    name: 'own-namespace',
    kinds: NAMESPACED,
    scope: 'object',
    must: [{ field: 'metadata.namespace', matchesNot: '^(default)?$' }],
    fix: "set metadata.namespace to the environment's own namespace",
  },
  {
    name: 'recommended-labels',
    kinds: LONG_RUNNING,
    scope: 'object',
    must: ['name', 'instance', 'part-of', 'managed-by'].map((label) => ({
      field: `metadata.labels.app\\.kubernetes\\.io/${label}`,
      present: true,
    })),
    fix: 'set the recommended labels name, instance, part-of and managed-by',
  },
  {
    name: 'internal-service',
    kinds: ['Service'],
    scope: 'object',
    must: [{ field: 'spec.type', absentOr: ['ClusterIP', 'ExternalName'] }],
    fix: 'leave the type at ClusterIP and let an Ingress or a Gateway lead in',
  },
  {
    name: 'named-callers',
    kinds: ['NetworkPolicy'],
    scope: 'ingress-rule',
    must: [{ field: 'from', filled: true }],
    fix: 'say in from who may call: a rule without it lets everybody in',
  },
  {
    name: 'named-callees',
    kinds: ['NetworkPolicy'],
    scope: 'egress-rule',
    must: [{ field: 'to', filled: true }],
    fix: 'say in to who may be called: a rule without it lets everything out',
  },
  {
    name: 'no-wildcard-access',
    kinds: ['Role', 'ClusterRole'],
    scope: 'rbac-rule',
    must: ['apiGroups', 'resources', 'verbs'].map((field) => ({ field, excludes: '*' })),
    fix: "name the groups, resources and verbs instead of '*'",
  },
  {
    name: 'no-host-namespaces',
    scope: 'pod',
    must: ['hostNetwork', 'hostPID', 'hostIPC'].map((field) => ({ field, absentOr: [false] })),
    fix: 'remove hostNetwork, hostPID and hostIPC',
  },
  {
    name: 'no-host-path',
    scope: 'volume',
    must: [{ field: 'hostPath', absent: true }],
    fix: 'use an emptyDir, a claim or a projected volume instead of hostPath',
  },
  {
    name: 'restricted-container',
    scope: 'container',
    must: [
      { field: 'securityContext.allowPrivilegeEscalation', oneOf: [false] },
      { field: 'securityContext.privileged', absentOr: [false] },
      { field: 'securityContext.capabilities.drop', includes: 'ALL' },
      { field: 'securityContext.runAsNonRoot', oneOf: [true], inherited: true },
      { field: 'securityContext.seccompProfile.type', oneOf: ['RuntimeDefault', 'Localhost'], inherited: true },
    ],
    fix: 'give the container what Pod Security restricted asks for',
  },
  {
    name: 'pinned-image',
    scope: 'container',
    must: [
      { field: 'image', matches: NAMED },
      { field: 'image', matchesNot: LATEST },
    ],
    fix: 'name a tag other than latest, or a digest',
  },
  {
    name: 'requests-and-limits',
    scope: 'sized-container',
    must: ['requests.cpu', 'requests.memory', 'limits.memory'].map((field) => ({
      field: `resources.${field}`,
      present: true,
    })),
    fix: 'request CPU and memory, and limit memory',
  },
  {
    name: 'probed',
    kinds: LONG_RUNNING,
    scope: 'served-container',
    must: [{ field: 'readinessProbe', present: true }],
    fix: 'give the container a readiness probe',
  },
  {
    name: 'no-clear-text-secret',
    scope: 'clear-text',
    must: [{ field: 'name', matchesNot: SECRET }],
    fix: 'take the value from a Secret or an ExternalSecret',
  },
];
