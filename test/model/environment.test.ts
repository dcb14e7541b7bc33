import { type EnvironmentProps, type Issue, tiers } from '../../lib/index';
import { type ResolvedEnvironment, resolveEnvironment } from '../../lib/model/environment';
import { clusterOf, nodePool } from '../../lib/model/isolation';
import { error, issuesOf, platform, resolved } from '../support/testing';

const environmentOf = (props: Partial<EnvironmentProps> = {}, id = 'dev'): ResolvedEnvironment =>
  resolved((issues) => resolveEnvironment(id, { ...tiers.dev, ...props }, issues));
const problems = (id: string, props: Partial<EnvironmentProps> = {}): readonly Issue[] =>
  issuesOf((issues) => resolveEnvironment(id, { ...tiers.dev, ...props }, issues));

test('an environment is its tier, in a namespace of its name, with nothing that the cluster does not offer', () => {
  expect(environmentOf()).toEqual({
    ...tiers.dev,
    name: 'dev',
    namespace: 'dev',
    isolation: 'namespace',
    access: [],
    services: {},
    resources: 's',
    cpuLimits: true,
    quotaHeadroomPercent: 20,
    imagePullSecrets: [],
    keda: false,
    maxCallDepth: 4,
    waivers: [],
    dns: { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' } },
  });
});

test('what is said takes the place of the tier’s', () => {
  expect(environmentOf({ replicas: 4, spread: true, namespace: 'shop' })).toMatchObject({
    tier: 'dev',
    replicas: 4,
    spread: true,
    name: 'dev',
    namespace: 'shop',
  });
});

test('Kafka, Consul and the secret store are filled up', () => {
  const { kafka, consul, secretStore } = environmentOf(platform);
  expect(kafka?.bootstrapServers).toBe('main-kafka-bootstrap.kafka.svc:9093');
  expect(consul?.port).toBe(8500);
  expect(secretStore).toEqual({ name: 'vault', kind: 'ClusterSecretStore' });
  expect(environmentOf({ secretStore: { name: 'v', kind: 'SecretStore' } }).secretStore?.kind).toBe('SecretStore');
});

test('the quota has the headroom that is said, or is none', () => {
  expect(environmentOf({ quota: { headroomPercent: 0 } }).quotaHeadroomPercent).toBe(0);
  expect(environmentOf({ quota: 'none' })).not.toHaveProperty('quotaHeadroomPercent');
});

test.each([-1, Number.NaN])('refuses a headroom of %d per cent', (headroomPercent) => {
  expect(problems('dev', { quota: { headroomPercent } })).toEqual([
    error('quota', `quota.headroomPercent is ${headroomPercent}: it must be at least 0`),
  ]);
});

describe('isolation', () => {
  const nodes = { nodeSelector: { pool: 'a' } };
  const cluster = { context: 'prod-eu' };

  test('by nodes binds the pods to them', () => {
    expect(nodePool({ isolation: { nodes } })).toBe(nodes);
    expect([nodePool({ isolation: 'namespace' }), nodePool({ isolation: { cluster } })]).toEqual([
      undefined,
      undefined,
    ]);
  });

  test('by cluster tells clusters apart; the others share one', () => {
    expect(clusterOf({ isolation: { cluster } })).toBe('prod-eu');
    expect([clusterOf({ isolation: 'namespace' }), clusterOf({ isolation: { nodes } })]).toEqual(['', '']);
  });
});

test.each([
  ['Dev', 'dev'],
  ['dev_eu', 'dev-eu'],
  ['', 'my-service'],
  ['dev.eu', 'dev-eu'],
])('refuses the environment %j', (id, suggestion) => {
  expect(problems(id, { namespace: 'shop' })).toEqual([
    error(
      'environment-name',
      `environment '${id}' must be a DNS label (a-z, 0-9, '-'; at most 63): did you mean '${suggestion}'?`,
    ),
  ]);
});

test('refuses the name once where it is the namespace too', () => {
  expect(problems('Dev').map(({ rule }) => rule)).toEqual(['environment-name']);
});

test('refuses a namespace that is no label', () => {
  expect(problems('dev', { namespace: 'shop.dev' })).toEqual([
    error(
      'namespace',
      "namespace 'shop.dev' must be a DNS label (a-z, 0-9, '-'; at most 63): did you mean 'shop-dev'?",
    ),
  ]);
});

test.each(['default', 'kube-system', 'kube-x'])('refuses the namespace %s', (namespace) => {
  expect(problems('dev', { namespace })).toEqual([
    error('namespace', `namespace '${namespace}' is Kubernetes' own: give the environment one of its own`),
  ]);
});

test.each(['default-shop', 'shop-default', 'kubernetes', 'my-kube-shop'])('takes the namespace %s', (namespace) => {
  expect(problems('dev', { namespace })).toEqual([]);
});

test.each(['https://shop.example', 'Shop.example', 'shop.example/', '', 'shop..example'])(
  'refuses the domain %j',
  (domain) => {
    expect(problems('dev', { domain })).toEqual([
      error(
        'domain',
        `domain '${domain}' is not a DNS name: write it in lower case and without scheme or slash, like 'shop.example'`,
      ),
    ]);
  },
);

test.each(['10.0.0.0', '10.0.0.0/40', 'node'])('refuses %j as the nodes’ network', (cidr) => {
  const consul = { nodeCidrs: ['10.0.0.0/16', cidr], agents: { namespace: 'consul' } };
  expect(problems('dev', { consul })).toEqual([
    error('cidr', `consul.nodeCidrs has '${cidr}', which is no network: write it with its mask, like '10.0.0.0/16'`),
  ]);
});

test.each(['team shop', '-', 'a'.repeat(64)])('refuses the owner %j, which is a label of every object', (owner) => {
  expect(problems('dev', { owner }).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([
    expect.stringMatching(new RegExp(`^label-value: value '${owner}' of label 'owner' must be`)),
  ]);
});
