import type { Manifest } from './manifest';
import { schemaProblems, unknownFields } from './schemas';

type Patch = Readonly<Record<string, unknown>>;

function deployment(containerPatch: Patch = {}, specPatch: Patch = {}): Manifest {
  const labels = { app: 'orders' };
  const container = {
    name: 'orders',
    image: 'example.com/orders:1',
    ports: [{ name: 'http', containerPort: 8080 }],
    resources: { requests: { cpu: '100m', memory: '128Mi' } },
    livenessProbe: { httpGet: { path: '/', port: 'http' } },
    ...containerPatch,
  };
  const template = { metadata: { labels }, spec: { containers: [container] } };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { name: 'orders', namespace: 'shop', labels: { anything: 'goes', 'example.com/x': 'y' } },
    spec: { replicas: 2, selector: { matchLabels: labels }, template, ...specPatch },
  };
}

function object(apiVersion: string, kind: string, fields: Patch): Manifest {
  return { apiVersion, kind, metadata: { name: 'it' }, ...fields };
}

const labelled = { matchLabels: { app: 'orders' } };
const roleRef = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'it' };
const rules = [{ apiGroups: [''], resources: ['pods'], verbs: ['get'] }];
const issuerRef = { name: 'ca', kind: 'ClusterIssuer' };

const VALID: readonly Manifest[] = [
  deployment(),
  object('v1', 'Namespace', {}),
  object('v1', 'Service', { spec: { ports: [{ port: 80, targetPort: 'http' }], selector: { app: 'orders' } } }),
  object('v1', 'ConfigMap', { data: { A: '1' } }),
  object('v1', 'Secret', { stringData: { A: '1' } }),
  object('v1', 'ServiceAccount', { automountServiceAccountToken: false }),
  object('v1', 'ResourceQuota', { spec: { hard: { 'limits.cpu': '4', pods: 10 } } }),
  object('v1', 'LimitRange', { spec: { limits: [{ type: 'Container', default: { cpu: '1' } }] } }),
  object('v1', 'Pod', { spec: { containers: [{ name: 'it', image: 'it' }] } }),
  object('networking.k8s.io/v1', 'Ingress', { spec: { ingressClassName: 'nginx', rules: [{ host: 'a.example' }] } }),
  object('networking.k8s.io/v1', 'NetworkPolicy', { spec: { podSelector: {}, ingress: [{ from: [] }] } }),
  object('autoscaling/v2', 'HorizontalPodAutoscaler', {
    spec: { maxReplicas: 3, scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'orders' } },
  }),
  object('policy/v1', 'PodDisruptionBudget', { spec: { maxUnavailable: '50%', selector: labelled } }),
  object('rbac.authorization.k8s.io/v1', 'Role', { rules }),
  object('rbac.authorization.k8s.io/v1', 'RoleBinding', { roleRef, subjects: [{ kind: 'ServiceAccount', name: 'a' }] }),
  object('monitoring.coreos.com/v1', 'ServiceMonitor', { spec: { endpoints: [{ port: 'http' }], selector: labelled } }),
  object('monitoring.coreos.com/v1', 'PodMonitor', {
    spec: { podMetricsEndpoints: [{ port: 'http' }], selector: labelled },
  }),
  object('monitoring.coreos.com/v1', 'PrometheusRule', {
    spec: {
      groups: [{ name: 'a', rules: [{ alert: 'Down', expr: 'up == 0', for: '5m', labels: { severity: 'a' } }] }],
    },
  }),
  object('cert-manager.io/v1', 'Certificate', { spec: { secretName: 'tls', issuerRef, dnsNames: ['a.example'] } }),
  object('external-secrets.io/v1', 'ExternalSecret', {
    spec: {
      secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
      data: [{ secretKey: 'A', remoteRef: { key: 'shop/a' } }],
    },
  }),
  object('gateway.networking.k8s.io/v1', 'HTTPRoute', {
    spec: { parentRefs: [{ name: 'edge' }], rules: [{ backendRefs: [{ name: 'orders', port: 80, weight: 1 }] }] },
  }),
  object('gateway.networking.k8s.io/v1', 'GRPCRoute', {
    spec: { rules: [{ backendRefs: [{ name: 'a', port: 80 }] }] },
  }),
  object('gateway.networking.k8s.io/v1', 'Gateway', {
    spec: { gatewayClassName: 'a', listeners: [{ name: 'http', port: 80, protocol: 'HTTP' }] },
  }),
  object('kafka.strimzi.io/v1', 'KafkaTopic', { spec: { partitions: 3, config: { 'retention.ms': 1 } } }),
  object('kafka.strimzi.io/v1', 'KafkaUser', {
    spec: {
      authentication: { type: 'scram-sha-512' },
      authorization: {
        type: 'simple',
        acls: [{ resource: { type: 'topic', name: 'orders', patternType: 'literal' }, operations: ['Read'] }],
      },
    },
  }),
];

describe('the schema check', () => {
  test.each(VALID.map((manifest) => [manifest.kind, manifest] as const))('accepts a valid %s', (_, manifest) => {
    expect(schemaProblems(manifest)).toEqual([]);
  });

  test.each(VALID.map((manifest) => [manifest.kind, manifest] as const))('refuses a %s with a stray field', (_, it) => {
    const metadata = { name: 'it', lables: {} };
    expect(unknownFields({ ...it, metadata, stray: 1 })).toEqual(['/metadata/lables', '/stray']);
  });

  test.each(VALID.filter(({ spec }) => spec !== undefined).map((manifest) => [manifest.kind, manifest] as const))(
    'refuses a %s with a stray field in its spec',
    (_, it) => {
      expect(unknownFields({ ...it, spec: { ...(it.spec as Patch), stray: 1 } })).toEqual(['/spec/stray']);
    },
  );

  test('names the object and the place of a wrong type', () => {
    expect(schemaProblems(deployment({}, { replicas: 'two' }))).toEqual([
      'Deployment shop/orders: /spec/replicas must be integer',
    ]);
  });

  test('lists every problem of an object, not only the first', () => {
    const problems = schemaProblems(deployment({ image: 7, ports: [{ containerPort: 'http' }] }, { strategy: 1 }));
    expect(problems).toHaveLength(3);
  });

  test('says which values an enumerated field takes', () => {
    const it = deployment({ imagePullPolicy: 'Sometimes' });
    expect(schemaProblems(it).join()).toContain('allowed values: Always, IfNotPresent, Never');
  });

  test('finds a required field that is missing', () => {
    expect(schemaProblems(deployment({}, { selector: undefined })).join()).toContain('required property selector');
  });

  test('refuses null, which the validators take for any optional field', () => {
    expect(schemaProblems(deployment({ command: null }, { strategy: null }))).toEqual([
      'Deployment shop/orders: /spec/template/spec/containers/0/command is null',
      'Deployment shop/orders: /spec/strategy is null',
    ]);
  });

  test('finds a misspelt field deep inside a list', () => {
    expect(schemaProblems(deployment({ livenesProbe: {} }))).toEqual([
      'Deployment shop/orders: /spec/template/spec/containers/0/livenesProbe is not a known field',
    ]);
  });

  test('lets maps hold any key, and writes a slash in a pointer as ~1', () => {
    const labels = { 'a/b': { c: 1 } };
    expect(unknownFields(deployment())).toEqual([]);
    expect(unknownFields(object('v1', 'Namespace', { metadata: { labels } }))).toEqual([]);
    expect(unknownFields(object('v1', 'Namespace', { 'a/b': 1 }))).toEqual(['/a~1b']);
  });

  test('does not take the names every JavaScript object inherits for fields', () => {
    const it = deployment({ toString: 1, constructor: {}, length: 1 });
    expect(unknownFields(it).map((path) => path.split('/').pop())).toEqual(['toString', 'constructor', 'length']);
  });

  test('checks an object that has a field named like a method of the model classes', () => {
    expect(schemaProblems({ ...deployment({}, { replicas: 'two' }), validate: 1 })).toHaveLength(2);
  });

  test('leaves a field that the schema declares without structure alone', () => {
    const config = { 'cleanup.policy': 'compact', nested: { a: 1 } };
    expect(unknownFields(object('kafka.strimzi.io/v1', 'KafkaTopic', { spec: { config } }))).toEqual([]);
  });

  test('ignores a field that is undefined, as YAML does', () => {
    expect(schemaProblems({ ...deployment(), stray: undefined })).toEqual([]);
  });
});

describe('an object without a schema', () => {
  test.each([
    ['of an unheard-of kind', object('apps/v1', 'Deploymnt', {})],
    ['of a known kind in the wrong version', object('apps/v1beta9', 'Deployment', {})],
    ['named after a part of an object', object('apps/v1', 'DeploymentSpec', {})],
    ['whose version is a path', object('../kubernetes-models/apps/v1', 'Deployment', {})],
    ['without kind and version', { metadata: { name: 'it' } }],
  ])('%s is a problem, and all its fields are unknown', (_, manifest) => {
    expect(schemaProblems(manifest)).toEqual([expect.stringMatching(/^no schema for /)]);
    expect(unknownFields(manifest)).toEqual(Object.keys(manifest).map((key) => `/${key}`));
  });
});
