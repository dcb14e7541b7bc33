import type { Manifest } from '../../support/manifest';

/** What keeps every rule. */
export const container = {
  name: 'orders',
  image: 'registry.example:5000/orders:1.4.2',
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '128Mi' } },
  ports: [{ containerPort: 8080 }],
  readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
};
export const pod = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [container],
};
const labels = Object.fromEntries(
  ['name', 'instance', 'part-of', 'managed-by'].map((key) => [`app.kubernetes.io/${key}`, 'orders']),
);

const selected = { selector: { matchLabels: { app: 'orders' } } };
const podMetadata = { labels: { app: 'orders' } };

function object(apiVersion: string, kind: string, fields: Manifest): Manifest {
  return { apiVersion, kind, metadata: { name: 'orders', namespace: 'shop' }, ...fields };
}

function deployment(spec: Manifest, metadata: Manifest = {}): Manifest {
  return {
    ...object('apps/v1', 'Deployment', {
      spec: { ...selected, template: { metadata: podMetadata, spec: { ...pod, ...spec } } },
    }),
    metadata: { name: 'orders', namespace: 'shop', labels, ...metadata },
  };
}

function withContainer(change: Manifest): Manifest {
  return deployment({ containers: [{ ...container, ...change }] });
}

function job(spec: Manifest): Manifest {
  return { template: { spec: { ...pod, restartPolicy: 'Never', ...spec } } };
}

function service(spec: Manifest): Manifest {
  return object('v1', 'Service', { spec: { selector: { app: 'orders' }, ports: [{ port: 80 }], ...spec } });
}

function networkPolicy(spec: Manifest): Manifest {
  return object('networking.k8s.io/v1', 'NetworkPolicy', {
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'], ...spec },
  });
}

function role(rule: Manifest): Manifest {
  const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'], ...rule }];
  return object('rbac.authorization.k8s.io/v1', 'Role', { rules });
}

const peers = [{ podSelector: { matchLabels: { app: 'users' } } }];

/** Objects, and the rules that they break. */
export const table: readonly (readonly [what: string, object: Manifest, breaks: readonly string[]])[] = [
  ['a deployment with everything', deployment({}), []],
  ['an image by digest', withContainer({ image: `orders@sha256:${'a'.repeat(64)}` }), []],
  ['an image without a tag', withContainer({ image: 'registry.example:5000/orders' }), ['pinned-image']],
  ['an image tagged latest', withContainer({ image: 'orders:latest' }), ['pinned-image']],
  ['an image whose tag begins with latest', withContainer({ image: 'orders:latest-1.4' }), []],
  ['no namespace', deployment({}, { namespace: undefined }), ['own-namespace']],
  ['namespace default', deployment({}, { namespace: 'default' }), ['own-namespace']],
  ['a namespace that begins with default', deployment({}, { namespace: 'default-shop' }), []],
  ['no labels', deployment({}, { labels: {} }), ['recommended-labels']],
  ['labels that are null', deployment({}, { labels: null }), ['recommended-labels']],
  [
    'a label too few',
    deployment({}, { labels: { ...labels, 'app.kubernetes.io/part-of': undefined } }),
    ['recommended-labels'],
  ],
  ['a number as the tag', withContainer({ image: 'orders:7' }), []],
  ['the network of the host', deployment({ hostNetwork: true }), ['no-host-namespaces']],
  ['hostPID said to be false', deployment({ hostPID: false }), []],
  ['a path of the host', deployment({ volumes: [{ name: 'a', hostPath: { path: '/' } }] }), ['no-host-path']],
  ['a volume in memory', deployment({ volumes: [{ name: 'a', emptyDir: {} }] }), []],
  ['a container without security context', withContainer({ securityContext: undefined }), ['restricted-container']],
  [
    'a container that takes back the word of its pod',
    withContainer({ securityContext: { ...container.securityContext, runAsNonRoot: false } }),
    ['restricted-container'],
  ],
  ['a pod that may run as root', deployment({ securityContext: {} }), ['restricted-container']],
  [
    'an init container without anything',
    deployment({ initContainers: [{ name: 'a', image: 'a:1' }] }),
    ['requests-and-limits', 'restricted-container'],
  ],
  [
    'no limit of memory',
    withContainer({ resources: { requests: container.resources.requests } }),
    ['requests-and-limits'],
  ],
  ['no readiness probe', withContainer({ readinessProbe: undefined }), ['probed']],
  [
    'a port of UDP without a probe',
    withContainer({ readinessProbe: undefined, ports: [{ containerPort: 53, protocol: 'UDP' }] }),
    [],
  ],
  ['a worker without ports and probe', withContainer({ readinessProbe: undefined, ports: undefined }), []],
  ['a password in clear text', withContainer({ env: [{ name: 'DB_PASSWORD', value: 'x' }] }), ['no-clear-text-secret']],
  ['a file with a password', withContainer({ env: [{ name: 'DB_PASSWORD_FILE', value: '/run/db' }] }), []],
  [
    'a password from a Secret',
    withContainer({ env: [{ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'p' } } }] }),
    [],
  ],
  [
    'a pod on its own without labels and probes',
    object('v1', 'Pod', { spec: { ...pod, containers: [{ ...container, readinessProbe: undefined }] } }),
    [],
  ],
  [
    "a pod on its own with the host's IPC",
    object('v1', 'Pod', { spec: { ...pod, hostIPC: true } }),
    ['no-host-namespaces'],
  ],
  [
    'a job whose volume is a path of the host',
    object('batch/v1', 'Job', { spec: job({ volumes: [{ name: 'a', hostPath: { path: '/' } }] }) }),
    ['no-host-path'],
  ],
  [
    'a cron job whose pods see the processes of the host',
    object('batch/v1', 'CronJob', { spec: { schedule: '0 0 * * *', jobTemplate: { spec: job({ hostPID: true }) } } }),
    ['no-host-namespaces'],
  ],
  [
    'a replication controller with the network of the host',
    object('v1', 'ReplicationController', {
      spec: { selector: podMetadata.labels, template: { metadata: podMetadata, spec: { ...pod, hostNetwork: true } } },
    }),
    ['no-host-namespaces'],
  ],
  [
    'a rollout with pods of its own that anybody may change',
    {
      ...object('argoproj.io/v1alpha1', 'Rollout', {
        spec: {
          ...selected,
          strategy: { canary: {} },
          template: { metadata: podMetadata, spec: { ...pod, containers: [{ ...container, image: 'orders:latest' }] } },
        },
      }),
      metadata: { name: 'orders', namespace: 'shop', labels },
    },
    ['pinned-image'],
  ],
  [
    'a rollout of a deployment',
    {
      ...object('argoproj.io/v1alpha1', 'Rollout', {
        spec: {
          ...selected,
          strategy: { canary: {} },
          workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders' },
        },
      }),
      metadata: { name: 'orders', namespace: 'shop', labels },
    },
    [],
  ],
  ['a key of a ConfigMap', object('v1', 'ConfigMap', { data: { 'api-key': 'x' } }), ['no-clear-text-secret']],
  ['a ConfigMap', object('v1', 'ConfigMap', { data: { LOG_LEVEL: 'info' } }), []],
  ['a ConfigMap without data', object('v1', 'ConfigMap', {}), []],
  ['a Service without a type', service({}), []],
  ['a Service of type NodePort', service({ type: 'NodePort' }), ['internal-service']],
  ['a Service of type LoadBalancer', service({ type: 'LoadBalancer' }), ['internal-service']],
  ['a NetworkPolicy that closes both directions', networkPolicy({}), []],
  ['a NetworkPolicy between pods', networkPolicy({ ingress: [{ from: peers }], egress: [{ to: peers }] }), []],
  [
    'a NetworkPolicy that lets everybody in',
    networkPolicy({ ingress: [{ ports: [{ port: 80 }] }] }),
    ['named-callers'],
  ],
  ['a NetworkPolicy with an empty list of callers', networkPolicy({ ingress: [{ from: [] }] }), ['named-callers']],
  ['a NetworkPolicy that lets everything out', networkPolicy({ egress: [{}] }), ['named-callees']],
  ['a Role for every verb', role({ verbs: ['*'] }), ['no-wildcard-access']],
  ['a Role for every resource', role({ resources: ['*'] }), ['no-wildcard-access']],
  ['a Role for pods', role({}), []],
  [
    'a kind that no rule knows',
    object('kafka.strimzi.io/v1', 'KafkaTopic', { spec: { partitions: 1, replicas: 1 } }),
    [],
  ],
];
