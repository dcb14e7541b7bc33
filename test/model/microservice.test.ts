import { Duration } from 'cdk8s';
import type { EnvironmentProps, Issue, MicroserviceOptions } from '../../lib/index';
import { tiers } from '../../lib/index';
import { resolveEnvironment } from '../../lib/model/environment';
import type { Issues } from '../../lib/model/issue';
import { type ResolvedMicroservice, resolveMicroservice } from '../../lib/model/microservice';
import { IMAGE, issuesOf, platform, resolved } from '../support/testing';

const microservice =
  (options: Partial<MicroserviceOptions> = {}, environment: Partial<EnvironmentProps> = {}) =>
  (issues: Issues): ResolvedMicroservice => {
    const props = { ...tiers.dev, ...platform, ...environment };
    const place = {
      id: 'users',
      partOf: 'shop',
      environment: resolved((none) => resolveEnvironment('dev', props, none)),
    };
    return resolveMicroservice({ image: IMAGE, ...options }, place, issues);
  };
const service = (...given: Parameters<typeof microservice>): ResolvedMicroservice =>
  resolved(microservice({ ports: { http: 8080 }, ...given[0] }, given[1]));
const rules = (...given: Parameters<typeof microservice>): readonly string[] =>
  issuesOf(microservice(...given)).map(({ rule }: Issue) => rule);

test('a service stands in its environment’s namespace and is chosen by its name', () => {
  expect(service({}, { namespace: 'shop-dev' })).toMatchObject({
    name: 'users',
    namespace: 'shop-dev',
    image: IMAGE,
    selector: { 'app.kubernetes.io/instance': 'users' },
    labels: { 'app.kubernetes.io/part-of': 'shop', environment: 'dev' },
    version: '1.4.2',
  });
});

test('what nobody asks for is not there', () => {
  const bare = resolved(microservice({ probes: { liveness: { exec: ['true'] } } }));
  expect(bare).toMatchObject({ ports: [], servingPorts: [], sidecars: [] });
  for (const field of ['command', 'args', 'ingress', 'metrics', 'registration']) expect(bare).not.toHaveProperty(field);
});

test('command and arguments are taken over', () => {
  expect(service({ command: ['run'], args: ['-v'] })).toMatchObject({ command: ['run'], args: ['-v'] });
});

describe('what differs for one service in one environment', () => {
  const services = {
    users: { config: { A: 'here' }, replicas: 7, resources: 'xl', nobody: 1 },
    orders: { config: { A: 'other' }, replicas: 9 },
  } as EnvironmentProps['services'];

  test('is stronger than what the service says', () => {
    const found = service({ config: { A: 'service' }, replicas: 2, resources: 'm' }, { services: services! });
    expect(found.config.entries).toMatchObject([{ key: 'A', value: 'here', layer: 'service-in-environment' }]);
    expect(found.scaling.min).toBe(7);
    expect(found.resources.cpuMillis).toBe(1000);
  });

  test('and that is stronger than what the environment says', () => {
    const found = service({ replicas: 2, resources: 'm' }, { replicas: 5, resources: 'l' });
    expect([found.scaling.min, found.resources.cpuMillis]).toEqual([2, 250]);
  });

  test('which counts for all that do not say', () => {
    const found = service({}, { replicas: 5, resources: 'l' });
    expect([found.scaling.min, found.resources.cpuMillis]).toEqual([5, 500]);
  });
});

test('configuration comes from four layers', () => {
  const config = { platformConfig: { A: 'p', B: 'p', C: 'p', D: 'p' }, config: { B: 'e', C: 'e', D: 'e' } };
  const found = service({ config: { C: 's', D: 's' } }, { ...config, services: { users: { config: { D: 'se' } } } });
  expect(found.config.entries.map(({ key, layer }) => `${key} ${layer}`)).toEqual([
    'A platform',
    'B environment',
    'C service',
    'D service-in-environment',
  ]);
});

describe('the owner', () => {
  test('is the environment’s, unless the service has its own', () => {
    expect(service({}, { owner: 'team-shop' }).labels.owner).toBe('team-shop');
    expect(service({ owner: 'team-users' }, { owner: 'team-shop' }).labels.owner).toBe('team-users');
    expect(service().labels).not.toHaveProperty('owner');
  });

  test('is refused when no label can hold it', () => {
    expect(rules({ ports: { http: 1 << 12 }, owner: 'team shop' })).toEqual(['label-value']);
  });
});

test('labels of one’s own stand beside the recommended ones', () => {
  expect(service({ labels: { team: 'a' } }).labels).toMatchObject({ team: 'a', 'app.kubernetes.io/name': 'users' });
});

test('a service serves on its sidecars’ ports too, but not on its metrics port', () => {
  const found = service({
    ports: { grpc: 9090, metrics: 9100 },
    sidecars: { proxy: { image: 'proxy:1', ports: { http: 8080 } } },
  });
  expect(found.servingPorts.map(({ name }) => name)).toEqual(['grpc', 'http']);
  expect(found.ports.map(({ name }) => name)).toEqual(['grpc', 'metrics']);
});

test('a sidecar’s metrics are scraped', () => {
  const exporter = { image: 'exporter:1', ports: { metrics: 9102 } };
  expect(service({ sidecars: { exporter } }).metrics?.port.containerPort).toBe(9102);
});

test('requests from outside wait as long as the service takes', () => {
  const found = service({ ingress: {}, shutdown: { requestTimeout: Duration.seconds(7) } });
  expect(found.ingress?.timeoutSeconds).toBe(7);
});

test('a service registers with its environment and version as tags', () => {
  expect(service({ consul: true }).registration).toMatchObject({ name: 'users', tags: ['dev', '1.4.2'] });
  expect(service({ consul: { name: 'user-service' } }).registration?.name).toBe('user-service');
});

test('a worker has nothing to drain, even if it is scraped', () => {
  expect(resolved(microservice({ ports: { metrics: 9100 } })).shutdown.drainSeconds).toBe(0);
  expect(service().shutdown.drainSeconds).toBe(10);
  expect(service({ ports: { http: 8080, metrics: 9100 } }).shutdown.drainSeconds).toBe(10);
});

test('says what the environment lacks that the service needs', () => {
  const secrets = { KEY: { key: 'shop/key' } };
  const options = { ports: { http: 8080, metrics: 9100 }, secrets, consul: true } as const;
  const bare = { secretStore: undefined, monitoring: undefined, consul: undefined };
  expect(rules(options)).toEqual([]);
  expect(rules(options, bare)).toEqual(['secret-store', 'no-monitoring', 'no-consul']);
});

test('fails when a sidecar takes a port of the service', () => {
  const sidecars = { proxy: { image: 'proxy:1', ports: { web: { containerPort: 8080, port: 8081 } } } };
  expect(rules({ ports: { http: 8080 }, sidecars })).toEqual(['port-collision']);
});

test('fails with everything that is wrong at once', () => {
  const found = rules(
    {
      image: 'users:1',
      ports: { HTTP: 8080 },
      config: { 'A B': 1 },
      secrets: { 'C D': { literal: 'x' } },
      probes: { readiness: { tcp: 'web' } },
      security: { user: 0 },
      labels: { '-': 'x' },
      names: { container: 'A' },
      replicas: -1,
      resources: { cpu: '0', memory: '1Gi' },
      ingress: { port: 'web' },
      metrics: { port: 'web' },
      consul: { port: 'web' },
      sidecars: { proxy: { image: '?' } },
    },
    { images: { tags: ['stable-*'] } },
  );
  expect([...new Set(found)].sort()).toEqual([
    'config-key',
    'consul-port',
    'container-name',
    'image',
    'image-rule',
    'ingress-port',
    'label-key',
    'metrics-port',
    'no-probes',
    'port-name',
    'probe-port',
    'quantity',
    'replicas',
    'run-as-user',
    'secret-name',
  ]);
});
