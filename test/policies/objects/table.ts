import type { Manifest } from '../../support/manifest';

const container = {
  name: 'orders',
  image: 'registry.example:5000/orders:1.4.2',
  securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
  resources: { requests: { cpu: '100m', memory: '128Mi' }, limits: { memory: '128Mi' } },
  readinessProbe: { httpGet: { path: '/ready', port: 8080 } },
};
const pod = {
  securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  containers: [container],
};
const labels = Object.fromEntries(
  ['name', 'instance', 'part-of', 'managed-by'].map((key) => [`app.kubernetes.io/${key}`, 'orders']),
);

function deployment(spec: Manifest, metadata: Manifest = {}): Manifest {
  return {
    kind: 'Deployment',
    metadata: { name: 'orders', namespace: 'shop', labels, ...metadata },
    spec: { template: { spec: { ...pod, ...spec } } },
  };
}

function withContainer(change: Manifest): Manifest {
  return deployment({ containers: [{ ...container, ...change }] });
}

function object(kind: string, fields: Manifest): Manifest {
  return { kind, metadata: { name: 'orders', namespace: 'shop' }, ...fields };
}

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
  ['a password in clear text', withContainer({ env: [{ name: 'DB_PASSWORD', value: 'x' }] }), ['no-clear-text-secret']],
  ['a file with a password', withContainer({ env: [{ name: 'DB_PASSWORD_FILE', value: '/run/db' }] }), []],
  [
    'a password from a Secret',
    withContainer({ env: [{ name: 'DB_PASSWORD', valueFrom: { secretKeyRef: { name: 'db', key: 'p' } } }] }),
    [],
  ],
  [
    'a pod on its own without labels and probes',
    object('Pod', { spec: { ...pod, containers: [{ ...container, readinessProbe: undefined }] } }),
    [],
  ],
  [
    'a cron job whose pods see the processes of the host',
    object('CronJob', { spec: { jobTemplate: { spec: { template: { spec: { ...pod, hostPID: true } } } } } }),
    ['no-host-namespaces'],
  ],
  ['a key of a ConfigMap', object('ConfigMap', { data: { 'api-key': 'x' } }), ['no-clear-text-secret']],
  ['a ConfigMap', object('ConfigMap', { data: { LOG_LEVEL: 'info' } }), []],
  ['a Service without a type', object('Service', { spec: {} }), []],
  ['a Service of type NodePort', object('Service', { spec: { type: 'NodePort' } }), ['internal-service']],
  ['a Service of type LoadBalancer', object('Service', { spec: { type: 'LoadBalancer' } }), ['internal-service']],
  ['a NetworkPolicy with directions', object('NetworkPolicy', { spec: { policyTypes: ['Ingress'] } }), []],
  ['a NetworkPolicy without directions', object('NetworkPolicy', { spec: { podSelector: {} } }), ['said-directions']],
  [
    'a Role for everything',
    object('Role', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['*'] }] }),
    ['no-wildcard-access'],
  ],
  ['a Role for pods', object('Role', { rules: [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }] }), []],
  ['a kind that no rule knows', object('KafkaTopic', { spec: { type: 'NodePort' } }), []],
];
