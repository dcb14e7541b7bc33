import { type Environment, type EnvironmentProps, External, KafkaTopic, type Microservice } from 'cdk8s-fairway';
import { type Json, record, records } from '../support/manifest';
import { environment, microservice, objectOf, platform, users } from '../support/testing';

const rules = (service: Microservice, direction: 'ingress' | 'egress'): readonly Json[] =>
  records(record(objectOf(service, 'NetworkPolicy').spec)[direction]);
const ingress = (service: Microservice): readonly Json[] => rules(service, 'ingress');
/** Without the first rule, which is that for DNS. */
const egress = (service: Microservice): readonly Json[] => rules(service, 'egress').slice(1);

const pods = (name: string): Json => ({ podSelector: { matchLabels: { 'app.kubernetes.io/instance': name } } });
const namespace = (name: string): Json => ({
  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': name } },
});
const tcp = (port: number): Json => ({ port, protocol: 'TCP' });
const dns = [{ port: 53, protocol: 'UDP' }, tcp(53)];

test('a service without edges is closed but for DNS', () => {
  expect(objectOf(users(), 'NetworkPolicy').spec).toEqual({
    podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'users' } },
    policyTypes: ['Ingress', 'Egress'],
    ingress: [],
    egress: [
      {
        to: [{ ...namespace('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
        ports: dns,
      },
    ],
  });
});

test('DNS is where the environment says', () => {
  expect(rules(users({}, { dns: { namespace: 'dns' } }), 'egress')).toEqual([{ to: [namespace('dns')], ports: dns }]);
});

describe('a call', () => {
  const ports = { http: 8080, grpc: { containerPort: 9090, port: 90 } };

  test('opens the callee to the caller and the caller to the callee, on the container’s port', () => {
    const dev = environment();
    const callee = microservice(dev, 'users', { ports });
    const caller = microservice(dev, 'orders', { upstreams: [{ service: callee, port: 'grpc' }] });
    expect(ingress(callee)).toEqual([{ from: [pods('orders')], ports: [tcp(9090)] }]);
    expect(egress(caller)).toEqual([{ to: [pods('users')], ports: [tcp(9090)] }]);
    expect([ingress(caller), egress(callee)]).toEqual([[], []]);
  });

  test('by udp is let through as UDP', () => {
    const dev = environment();
    const callee = microservice(dev, 'dns', { ports: { dns: { containerPort: 5353, protocol: 'udp' } } });
    microservice(dev, 'orders', { upstreams: [callee] });
    expect(ingress(callee)).toMatchObject([{ ports: [{ port: 5353, protocol: 'UDP' }] }]);
  });

  test('of several makes one rule each, in the order of names and ports', () => {
    const dev = environment();
    const callee = microservice(dev, 'users', { ports });
    for (const name of ['b', 'a']) {
      const upstreams = ['grpc', 'http'].map((port) => ({ service: callee, port, variable: port }));
      microservice(dev, name, { upstreams });
    }
    const both = [tcp(8080), tcp(9090)];
    expect(ingress(callee)).toEqual([
      { from: [pods('a')], ports: both },
      { from: [pods('b')], ports: both },
    ]);
  });

  test('in both directions opens both', () => {
    const dev = environment();
    const a = microservice(dev, 'a', { ports: { http: 1080 } });
    const b = microservice(dev, 'b', { ports: { http: 2080 }, upstreams: [a] });
    a.addUpstream(b);
    expect([ingress(a), egress(a)]).toEqual([
      [{ from: [pods('b')], ports: [tcp(1080)] }],
      [{ to: [pods('b')], ports: [tcp(2080)] }],
    ]);
  });
});

test('a way in lets the controller in, on the port that is reached', () => {
  const from = [{ ...namespace('ingress-nginx'), podSelector: { matchLabels: { app: 'nginx' } } }];
  expect(ingress(users({ ports: { http: 8080, grpc: 9090 }, ingress: {} }))).toEqual([{ from, ports: [tcp(8080)] }]);
});

test('metrics let Prometheus in, on their port', () => {
  const from = [{ ...namespace('monitoring'), podSelector: { matchLabels: { app: 'prometheus' } } }];
  expect(ingress(users({ ports: { metrics: 9100 } }))).toEqual([{ from, ports: [tcp(9100)] }]);
});

test('registration lets the agents check, from their pods and their nodes, and lets the pod call them', () => {
  const agents = [
    { ...namespace('consul'), podSelector: { matchLabels: { component: 'client' } } },
    { ipBlock: { cidr: '10.0.0.0/16' } },
  ];
  const service = users({ ports: { http: 8080, grpc: 9090 }, consul: { port: 'grpc' } });
  expect(ingress(service)).toEqual([{ from: agents, ports: [tcp(9090)] }]);
  expect(egress(service)).toEqual([{ to: agents, ports: [tcp(8500)] }]);
});

test('Kafka lets the service out to every broker', () => {
  const dev = environment(platform);
  const service = microservice(dev, 'users', { produces: [new KafkaTopic(dev, 'events')] });
  const podSelector = { matchLabels: { 'strimzi.io/cluster': 'main', 'strimzi.io/kind': 'Kafka' } };
  expect(egress(service)).toEqual([{ to: [{ ...namespace('kafka'), podSelector }], ports: [tcp(9093)] }]);
});

describe('an external system', () => {
  const out = (
    props: Partial<ConstructorParameters<typeof External>[2]>,
    more: Partial<EnvironmentProps> = {},
  ): unknown => {
    const dev = environment(more);
    return egress(
      microservice(dev, 'users', { upstreams: [new External(dev, 'pay', { host: 'pay.example', ...props })] }),
    );
  };

  test('lets the service out to its networks', () => {
    const cidrs = ['203.0.113.0/24', '2001:db8::/32'];
    expect(out({ cidrs, port: 8443 })).toEqual([
      { to: cidrs.map((cidr) => ({ ipBlock: { cidr } })), ports: [tcp(8443)] },
    ]);
  });

  test('lets the service out to its pods', () => {
    const podLabels = { app: 'db' };
    expect(out({ pods: { namespace: 'data', podLabels }, protocol: 'tcp', port: 5432 })).toEqual([
      { to: [{ ...namespace('data'), podSelector: { matchLabels: podLabels } }], ports: [tcp(5432)] },
    ]);
  });

  test('that is known by name alone has no rule here', () => {
    expect(out({}, { fqdnPolicies: 'cilium' })).toEqual([]);
  });
});

describe('a mesh', () => {
  function called(mesh: EnvironmentProps['mesh']): readonly [Environment, Microservice, Microservice] {
    const dev = environment({ mesh: mesh! });
    const callee = microservice(dev, 'users', { ports: { http: 8080 } });
    return [dev, callee, microservice(dev, 'orders', { upstreams: [callee] })];
  }

  test('of Istio lets every pod call istiod, and leaves ports as they are', () => {
    const [, callee, caller] = called({ kind: 'istio' });
    const to = [{ ...namespace('istio-system'), podSelector: { matchLabels: { app: 'istiod' } } }];
    expect(egress(callee)).toEqual([{ to, ports: [tcp(15_012)] }]);
    expect(egress(caller)).toHaveLength(2);
    expect(ingress(callee)).toEqual([{ from: [pods('orders')], ports: [tcp(8080)] }]);
  });

  test('of Consul lets every pod call the servers, and calls go over the proxy’s port too', () => {
    const [, callee, caller] = called({ kind: 'consul', controlPlane: { namespace: 'consul' } });
    expect(egress(callee)).toEqual([{ to: [namespace('consul')], ports: [tcp(8501), tcp(8502)] }]);
    expect(ingress(callee)).toEqual([{ from: [pods('orders')], ports: [tcp(8080), tcp(20_000)] }]);
    expect(egress(caller)[0]).toEqual({ to: [pods('users')], ports: [tcp(8080), tcp(20_000)] });
  });
});
