import { Duration } from 'cdk8s';
import { App, Environment, External, KafkaTopic, tiers } from 'cdk8s-fairway';
import { environment, gatewayRouting, microservice, platform } from '../support/testing';
import { edgeOf, everything, mapOf, nodeOf } from './maps';

describe('the map of a system with everything', () => {
  const map = mapOf(everything());

  test('has the services, topics and externals, and what they are connected to around them, by name', () => {
    expect(map.nodes.map(({ id, kind, name }) => [id, kind, name])).toEqual([
      ['entry', 'entry', 'Ingress nginx'],
      ['external:bank', 'external', 'bank'],
      ['monitoring', 'monitoring', 'Prometheus'],
      ['registry', 'registry', 'Consul'],
      ['service:mailer', 'worker', 'mailer'],
      ['service:orders', 'service', 'orders'],
      ['service:users', 'service', 'users'],
      ['topic:order-events', 'topic', 'order-events'],
    ]);
  });

  test('says what a service is', () => {
    expect(nodeOf(map, 'service:users').facts).toEqual({
      system: 'users',
      image: 'registry.example.com/shop/users:1.4.2',
      owner: 'team-identity',
      ports: 'grpc 9090',
      pods: '1',
      requests: '100m CPU, 128Mi memory',
    });
    expect(nodeOf(map, 'service:orders').facts.ports).toBe('http 80 to 8080, metrics (http) 9100');
  });

  test('says what a topic and an external system are', () => {
    expect(nodeOf(map, 'topic:order-events').facts).toEqual({
      'name on the broker': 'dev.order-events',
      partitions: '12',
      copies: '1, 1 in step',
      kept: '7 d',
    });
    expect(nodeOf(map, 'external:bank').facts).toEqual({
      host: 'api.bank.example',
      port: 'https 443',
      networks: '203.0.113.0/24',
    });
  });

  test('says what a call gave', () => {
    expect(edgeOf(map, 'calls service:orders service:users grpc')).toEqual({
      id: 'calls service:orders service:users grpc',
      kind: 'calls',
      from: 'service:orders',
      to: 'service:users',
      label: 'grpc 9090',
      facts: { port: 'grpc 9090', retries: '2', optional: 'yes' },
      gives: [
        'Deployment orders: USERS_ADDR=users:9090',
        'NetworkPolicy orders: out to users, TCP 9090',
        'NetworkPolicy users: in from orders, TCP 9090',
      ],
    });
  });

  test('says what a call to the outside gave', () => {
    expect(edgeOf(map, 'external service:orders external:bank').gives).toEqual([
      'Deployment orders: BANK_ADDR=api.bank.example:443',
      'Deployment orders: BANK_URL=https://api.bank.example',
      'NetworkPolicy orders: out to 203.0.113.0/24, TCP 443',
    ]);
  });

  test('lets messages flow from who produces to who consumes', () => {
    const produces = edgeOf(map, 'produces service:orders topic:order-events');
    const consumes = edgeOf(map, 'consumes topic:order-events service:mailer');
    expect(produces.gives).toContain('KafkaUser dev-orders: Describe and Write on topic dev.order-events');
    expect(produces.gives).not.toContain('Deployment orders: KAFKA_GROUP=dev.orders');
    expect(consumes.gives).toEqual([
      'Deployment mailer: KAFKA_BROKERS=main-kafka-bootstrap.kafka.svc:9093',
      'Deployment mailer: KAFKA_CERTS_PATH=/etc/kafka/certs',
      'Deployment mailer: KAFKA_GROUP=dev.mailer',
      'Deployment mailer: KAFKA_TOPIC_ORDER_EVENTS=dev.order-events',
      'KafkaUser dev-mailer: Describe and Read on topic dev.order-events',
      'KafkaUser dev-mailer: Read on group dev.mailer',
      'ExternalSecret mailer-kafka: the certificate, in /etc/kafka/certs',
      "NetworkPolicy mailer: out to the brokers of 'main' in kafka, TCP 9093",
    ]);
  });

  test('says what the way in, the monitoring and the registration gave', () => {
    expect(edgeOf(map, 'enters entry service:orders').gives).toEqual([
      'Ingress orders: shop.example/orders',
      'Certificate shop-example-tls: for shop.example',
      'NetworkPolicy orders: in from namespace ingress-nginx, app=nginx, TCP 8080',
    ]);
    expect(edgeOf(map, 'scrapes monitoring service:mailer').gives).toEqual([
      "PodMonitor mailer: /metrics on 'metrics', every 15 s",
      'NetworkPolicy mailer: in from namespace monitoring, app=prometheus, TCP 9100',
    ]);
    expect(edgeOf(map, 'registers service:orders registry').gives).toEqual([
      "Deployment orders: sidecar registers 'orders', checked every 10 s",
      'NetworkPolicy orders: out to namespace consul, component=client, or 10.0.0.0/16, TCP 8500',
      'NetworkPolicy orders: in from namespace consul, component=client, or 10.0.0.0/16, TCP 8080',
    ]);
  });
});

describe('the map', () => {
  test('shows nothing of the platform that no service uses', () => {
    const dev = environment(platform);
    microservice(dev, 'users');
    expect(mapOf(dev).nodes.map(({ id }) => id)).toEqual(['service:users']);
  });

  test('names the Gateway that leads in, its time-out and its kind of route', () => {
    const dev = environment({ ...platform, routing: gatewayRouting });
    microservice(dev, 'users', { ports: { grpc: 9090 }, ingress: {} });
    microservice(dev, 'orders', { ports: { http: 8080 }, ingress: { path: '/o', timeout: Duration.seconds(5) } });
    const map = mapOf(dev);
    expect(nodeOf(map, 'entry')).toMatchObject({ name: 'Gateway envoy', facts: { certificates: 'letsencrypt' } });
    expect(edgeOf(map, 'enters entry service:orders').gives[0]).toBe('HTTPRoute orders: shop.example/o, within 5 s');
    expect(edgeOf(map, 'enters entry service:users').gives[0]).toBe('GRPCRoute users: shop.example');
  });

  test('names a Gateway that others keep, and no certificate of its own', () => {
    const routing = {
      kind: 'shared-gateway',
      gateway: { name: 'public', namespace: 'infra' },
      controller: { namespace: 'infra' },
    } as const;
    const dev = environment({ ...platform, routing });
    microservice(dev, 'orders', { ports: { http: 8080 }, ingress: {} });
    const map = mapOf(dev);
    expect(nodeOf(map, 'entry')).toMatchObject({ name: 'Gateway public', facts: { namespace: 'infra' } });
    expect(edgeOf(map, 'enters entry service:orders').gives.some((line) => line.startsWith('Certificate'))).toBe(false);
  });

  test.each([
    ['istio', { kind: 'istio' }, 'AuthorizationPolicy users: allows orders on 9090'],
    ['consul', { kind: 'consul', controlPlane: { namespace: 'consul' } }, 'ServiceIntentions users: allows orders'],
  ] as const)('says what %s is told about a call', (_name, mesh, line) => {
    const map = mapOf(everything({ mesh }));
    expect(map.facts.mesh).toBe(mesh.kind);
    expect(edgeOf(map, 'calls service:orders service:users grpc').gives).toContain(line);
  });

  test('says how a service gets out to what has only a name, and to pods of others', () => {
    const dev = environment({ ...platform, fqdnPolicies: 'cilium' });
    const bank = new External(dev, 'bank', { host: 'api.bank.example' });
    const store = new External(dev, 'store', {
      host: 'db.data.svc',
      protocol: 'tcp',
      port: 5432,
      pods: { namespace: 'data' },
    });
    microservice(dev, 'orders', { upstreams: [bank, store] });
    const map = mapOf(dev);
    expect(edgeOf(map, 'external service:orders external:bank').gives).toContain(
      'CiliumNetworkPolicy orders-externals: out to api.bank.example, TCP 443',
    );
    expect(edgeOf(map, 'external service:orders external:store').gives).toContain(
      'NetworkPolicy orders: out to namespace data, TCP 5432',
    );
  });

  test('says that a service is scaled by lag, and how far', () => {
    const dev = environment({ ...platform, keda: true });
    const topic = new KafkaTopic(dev, 'events', { partitions: 4, external: 'producers' });
    microservice(dev, 'mailer', { consumes: [{ topic, lagThreshold: 50 }] });
    const map = mapOf(dev);
    expect(nodeOf(map, 'service:mailer').facts.pods).toBe('1 to 4');
    expect(edgeOf(map, 'consumes topic:events service:mailer')).toMatchObject({
      facts: { 'lag threshold': '50' },
      gives: expect.arrayContaining(['ScaledObject mailer: one more pod for each 50 unread messages']),
    });
  });

  test('is one line for a call that is declared twice', () => {
    const dev = environment();
    const users = microservice(dev, 'users', { ports: { http: 8080 } });
    microservice(dev, 'orders', { upstreams: [users, { service: users, variable: 'IDENTITY' }] });
    expect(mapOf(dev).edges).toHaveLength(1);
    expect(mapOf(dev).edges[0]?.gives.filter((line) => line.includes('_ADDR'))).toEqual([
      'Deployment orders: IDENTITY_ADDR=users:80',
      'Deployment orders: USERS_ADDR=users:80',
    ]);
  });

  test('keeps two externals of one name apart', () => {
    const dev = environment();
    const props = { host: 'api.bank.example', cidrs: ['203.0.113.0/24'] };
    const first = new External(dev, 'bank', props);
    const second = new External(microservice(dev, 'a', { upstreams: [first] }), 'bank', props);
    microservice(dev, 'b', { upstreams: [second] });
    const ids = mapOf(dev).nodes.map(({ id }) => id);
    expect(ids).toEqual(['external:bank', 'external:bank#2', 'service:a', 'service:b']);
  });

  test('says where the environment is', () => {
    const app = new App({ onIssue: () => undefined });
    const nodes = { nodes: { nodeSelector: { pool: 'blue', zone: 'a' } } };
    const one = new Environment(app, 'one', { ...tiers.prod, isolation: { cluster: { context: 'eu' } }, owner: 'us' });
    const two = new Environment(app, 'two', { ...tiers.dev, isolation: nodes, domain: 'two.example' });
    expect(mapOf(one).facts).toEqual({ tier: 'prod', namespace: 'one', cluster: 'eu', owner: 'us' });
    expect(mapOf(two).facts).toEqual({
      tier: 'dev',
      namespace: 'two',
      domain: 'two.example',
      nodes: 'pool=blue, zone=a',
    });
  });

  test('is the same in any order of declaration', () => {
    const declared = (names: readonly string[]): unknown => {
      const dev = environment(platform);
      const made = names.map((name) => microservice(dev, name, { ports: { http: 8080, metrics: 9100 } }));
      for (const service of made) {
        for (const other of made.filter((another) => another !== service)) service.addUpstream(other);
      }
      return mapOf(dev);
    };
    expect(declared(['c', 'a', 'b'])).toEqual(declared(['a', 'b', 'c']));
  });
});
