import { Duration } from 'cdk8s';
import {
  App,
  Environment,
  type EnvironmentProps,
  External,
  KafkaTopic,
  type KafkaTopicProps,
  Microservice,
  type MicroserviceProps,
} from 'cdk8s-fairway';
import { grafana } from 'cdk8s-fairway/grafana';
import { objectsUnder, platform, rollback } from './support/testing';

/** Another value for each prop, or none where it may be left out. A prop that is new fails to compile here. */
type Instead<Props> = { readonly [Prop in keyof Required<Props>]: Props[Prop] | undefined };

type References = 'upstreams' | 'produces' | 'consumes';

const environmentProps: Required<EnvironmentProps> = {
  ...platform,
  tier: 'staging',
  images: { tags: ['1.*'] },
  replicas: 2,
  secretLiterals: true,
  disruptionBudget: true,
  spread: true,
  topicDurability: { replicationFactor: 3, minInsyncReplicas: 2 },
  rollout: { canary: { weightPercent: 20 } },
  namespace: 'shop',
  rollback: { ...rollback, by: 'undo' },
  dashboards: grafana(),
  tracing: { endpoint: 'http://collector.tracing.svc:4317', namespace: 'tracing' },
  certificates: { issuer: { issuer: 'internal' }, authority: { configMap: 'authority' } },
  imagesLock: { next: { tag: '1.4.2', digest: `sha256:${'a'.repeat(64)}` } },
  isolation: { nodes: { nodeSelector: { pool: 'a' } } },
  access: [{ group: 'developers', role: 'view' }],
  platformConfig: { LOG_FORMAT: 'json' },
  config: { LOG_LEVEL: 'info' },
  services: { users: { config: { LOG_LEVEL: 'debug' } } },
  resources: 'm',
  cpuLimits: false,
  quota: { headroomPercent: 50 },
  owner: 'team-shop',
  imagePullSecrets: ['registry'],
  mesh: { kind: 'istio' },
  fqdnPolicies: 'cilium',
  keda: true,
  maxCallDepth: 1,
  waivers: [{ rule: 'deep-chain', reason: 'to be mended', owner: 'shop', until: '9999-12-31' }],
  dns: { namespace: 'dns' },
};

const environmentInstead: Instead<EnvironmentProps> = {
  tier: 'dev',
  images: 'any',
  replicas: 3,
  secretLiterals: false,
  disruptionBudget: false,
  spread: false,
  topicDurability: { replicationFactor: 1, minInsyncReplicas: 1 },
  rollout: 'rolling',
  namespace: undefined,
  domain: undefined,
  routing: undefined,
  secretStore: undefined,
  kafka: undefined,
  consul: undefined,
  monitoring: undefined,
  rollback: undefined,
  dashboards: undefined,
  tracing: undefined,
  certificates: undefined,
  imagesLock: undefined,
  isolation: undefined,
  access: undefined,
  platformConfig: undefined,
  config: undefined,
  services: undefined,
  resources: undefined,
  cpuLimits: undefined,
  quota: undefined,
  owner: undefined,
  imagePullSecrets: undefined,
  mesh: undefined,
  fqdnPolicies: undefined,
  keda: undefined,
  maxCallDepth: undefined,
  waivers: undefined,
  dns: undefined,
};

const serviceProps: Omit<Required<MicroserviceProps>, References> = {
  image: 'shop/users:2.0',
  ports: { http: 8080, metrics: 9100 },
  config: { A: 1 },
  configAs: { as: 'files', path: '/app', reload: 'live' },
  secrets: { DB: { key: 'db', property: 'password' }, DEV: { literal: 'x' } },
  secretsAs: { as: 'env' },
  ingress: { path: '/users' },
  replicas: { min: 3, max: 5 },
  resources: 'xl',
  probes: { readiness: { http: '/up' } },
  shutdown: { drain: Duration.seconds(5) },
  security: { user: 5 },
  metrics: { path: '/prometheus' },
  slo: { availability: 99.9 },
  runbook: 'https://runbooks.example.com/users',
  tracing: false,
  consul: { tags: ['blue'] },
  sidecars: { proxy: { image: 'proxy:1' } },
  command: ['run'],
  args: ['-v'],
  owner: 'team-users',
  labels: { cost: 'a' },
  names: { container: 'app' },
};

const serviceInstead: Instead<MicroserviceProps> = {
  image: 'shop/users:1.1',
  ports: undefined,
  config: undefined,
  configAs: undefined,
  secrets: undefined,
  secretsAs: undefined,
  ingress: undefined,
  replicas: undefined,
  resources: undefined,
  probes: undefined,
  shutdown: undefined,
  security: undefined,
  metrics: undefined,
  slo: undefined,
  runbook: undefined,
  tracing: undefined,
  consul: undefined,
  sidecars: undefined,
  command: undefined,
  args: undefined,
  owner: undefined,
  labels: undefined,
  names: undefined,
  upstreams: undefined,
  produces: undefined,
  consumes: undefined,
};

const topicProps: Required<KafkaTopicProps> = {
  topicName: 'Events',
  partitions: 9,
  durability: { replicationFactor: 2, minInsyncReplicas: 1 },
  retention: Duration.hours(1),
  external: 'producers',
};

const topicInstead: Instead<KafkaTopicProps> = {
  topicName: undefined,
  partitions: undefined,
  durability: undefined,
  retention: undefined,
  external: undefined,
};

type What = 'environment' | 'service' | 'topic';
type Change = (props: object) => object;

/** All that comes of a system that uses every prop, but for one change: its objects and its issues. */
function outcome(what?: What, change: Change = (props) => props): string {
  const changed = <Props extends object>(of: What, props: Props): Props =>
    of === what ? (change(props) as Props) : props;
  const app = new App({ onIssue: () => undefined });
  const environment = new Environment(app, 'dev', changed('environment', environmentProps));
  const events = new KafkaTopic(environment, 'events', changed('topic', topicProps));
  const own = new KafkaTopic(environment, 'own', { external: 'consumers' });
  const pay = new External(environment, 'pay', { host: 'pay.example' });
  const ports = { grpc: { containerPort: 9090, tls: true } };
  const last = new Microservice(environment, 'last', { image: 'shop/last:1.0', ports });
  const next = new Microservice(environment, 'next', { image: 'shop/next:1.0', ports, upstreams: [last] });
  const edges: Pick<Required<MicroserviceProps>, References> = {
    upstreams: [next, pay],
    produces: [own],
    consumes: [{ topic: events, lagThreshold: 10 }],
  };
  new Microservice(environment, 'users', changed('service', { ...serviceProps, ...edges }));
  return JSON.stringify([objectsUnder(environment), environment.issues]);
}

const usual = outcome();

test('the same program gives the same outcome', () => {
  expect(outcome()).toBe(usual);
});

describe.each<readonly [What, object]>([
  ['environment', environmentInstead],
  ['service', serviceInstead],
  ['topic', topicInstead],
])('of the %s', (what, instead) => {
  test.each(Object.entries(instead))('%s makes a difference', (prop, value) => {
    expect(outcome(what, (props) => ({ ...props, [prop]: value }))).not.toBe(usual);
  });

  const optional = Object.entries(instead).filter(([, value]) => value === undefined);

  test.each(optional)('%s may be undefined, which is to leave it out', (prop) => {
    const left = outcome(what, (props) => Object.fromEntries(Object.entries(props).filter(([name]) => name !== prop)));
    expect(outcome(what, (props) => ({ ...props, [prop]: undefined }))).toBe(left);
  });
});
