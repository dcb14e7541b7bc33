import type { EnvironmentProps } from 'cdk8s-fairway';
import { type Json, record, records } from '../support/manifest';
import { environment, microservice, ofKind } from '../support/testing';

const only = (kind: string, props: Partial<EnvironmentProps> = {}): Json => {
  const found = ofKind(environment(props), kind);
  expect(found).toHaveLength(1);
  return found[0]!;
};

test('the namespace refuses every pod that Pod Security restricted does not allow', () => {
  expect(only('Namespace', { namespace: 'shop-dev', owner: 'team-shop' })).toEqual({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name: 'shop-dev',
      labels: {
        'app.kubernetes.io/managed-by': 'cdk8s-fairway',
        environment: 'dev',
        owner: 'team-shop',
        'pod-security.kubernetes.io/audit': 'restricted',
        'pod-security.kubernetes.io/enforce': 'restricted',
        'pod-security.kubernetes.io/warn': 'restricted',
        tier: 'dev',
      },
    },
  });
});

test('it has no owner where none is said, and Istio’s label in its mesh alone', () => {
  expect(record(only('Namespace').metadata).labels).not.toHaveProperty('owner');
  expect(record(only('Namespace').metadata).labels).not.toHaveProperty('istio-injection');
  expect(only('Namespace', { mesh: { kind: 'istio' } })).toMatchObject({
    metadata: { labels: { 'istio-injection': 'enabled' } },
  });
});

test('every pod of it is closed but for DNS', () => {
  expect(only('NetworkPolicy')).toMatchObject({
    metadata: { name: 'default-deny', namespace: 'dev' },
    spec: {
      podSelector: {},
      policyTypes: ['Ingress', 'Egress'],
      egress: [
        {
          ports: [
            { port: 53, protocol: 'UDP' },
            { port: 53, protocol: 'TCP' },
          ],
        },
      ],
    },
  });
  expect(only('NetworkPolicy').spec).not.toHaveProperty('ingress');
});

describe('the quota', () => {
  const exact = { cpu: '100m', memory: '10Mi', ephemeralStorage: '1Mi' };

  test('is every service at its largest, one more pod each to roll, and the headroom', () => {
    const dev = environment({ resources: exact });
    microservice(dev, 'a', { replicas: 4 });
    microservice(dev, 'b', { replicas: { min: 1, max: 4 } });
    expect(ofKind(dev, 'ResourceQuota')).toMatchObject([
      {
        metadata: { name: 'services', namespace: 'dev' },
        spec: {
          hard: {
            pods: '12',
            'requests.cpu': '1200m',
            'limits.cpu': '4800m',
            'requests.memory': '120Mi',
            'limits.memory': '120Mi',
            'requests.ephemeral-storage': '12Mi',
            'limits.ephemeral-storage': '12Mi',
          },
        },
      },
    ]);
  });

  test('has the headroom that is said', () => {
    const dev = environment({ resources: exact, quota: { headroomPercent: 100 } });
    microservice(dev, 'a', { replicas: 1 });
    expect(ofKind(dev, 'ResourceQuota')).toMatchObject([{ spec: { hard: { pods: '4', 'requests.cpu': '400m' } } }]);
  });

  test('knows no CPU limit where one container has none, which it would refuse', () => {
    const dev = environment({ resources: exact });
    microservice(dev, 'a');
    microservice(dev, 'b', { resources: { ...exact, cpuLimit: 'none' } });
    expect(record(record(ofKind(dev, 'ResourceQuota')[0]?.spec).hard)).not.toHaveProperty(['limits.cpu']);
  });

  test('lets nothing in where there is no service', () => {
    expect(only('ResourceQuota')).toMatchObject({
      spec: { hard: { pods: '0', 'requests.cpu': '0', 'requests.memory': '0', 'limits.cpu': '0' } },
    });
  });

  test('is none where none is wanted', () => {
    expect(ofKind(environment({ quota: 'none' }), 'ResourceQuota')).toEqual([]);
  });
});

describe('the defaults of containers that say nothing', () => {
  const limits = (dev: ReturnType<typeof environment>): Json =>
    records(record(ofKind(dev, 'LimitRange')[0]?.spec).limits)[0] ?? {};

  test('are the environment’s', () => {
    expect(limits(environment({ resources: 'm' }))).toEqual({
      type: 'Container',
      defaultRequest: { cpu: '250m', memory: '256Mi', 'ephemeral-storage': '256Mi' },
      default: { cpu: '1', memory: '256Mi', 'ephemeral-storage': '256Mi' },
    });
  });

  test('know no CPU limit where the environment wants none', () => {
    expect(limits(environment({ cpuLimits: false })).default).not.toHaveProperty('cpu');
  });

  test.each<NonNullable<EnvironmentProps['resources']>>(['s', { cpu: '100m', cpuLimit: '400m', memory: '1Gi' }])(
    'know none where one service has none, on which it would be put: %j',
    (resources) => {
      const dev = environment({ resources });
      microservice(dev, 'a', { resources: { cpu: '100m', cpuLimit: 'none', memory: '1Gi' } });
      expect(limits(dev).default).not.toHaveProperty('cpu');
    },
  );
});

test('groups of people have Kubernetes’ own roles', () => {
  const access = [
    { group: 'Shop/Developers', role: 'edit' },
    { group: 'ops', role: 'admin' },
  ] as const;
  const binding = (name: string, role: string, group: string): object => ({
    metadata: { name, namespace: 'dev' },
    roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: role },
    subjects: [{ apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: group }],
  });
  expect(ofKind(environment({ access }), 'RoleBinding')).toMatchObject([
    binding('shop-developers-edit', 'edit', 'Shop/Developers'),
    binding('ops-admin', 'admin', 'ops'),
  ]);
});
