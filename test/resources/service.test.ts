import type { MicroserviceProps } from 'cdk8s-fairway';
import { type Json, record, records } from '../support/manifest';
import { objectOf, users } from '../support/testing';

const spec = (props: Partial<MicroserviceProps>): Json => record(objectOf(users(props), 'Service').spec);
const ports = (props: Partial<MicroserviceProps>): readonly Json[] => records(spec(props).ports);

test('a Service leads to the service’s pods within the cluster', () => {
  expect(spec({ ports: { http: 8080 } })).toMatchObject({
    type: 'ClusterIP',
    selector: { 'app.kubernetes.io/instance': 'users' },
  });
});

test('each port has a name, leads to the container’s port of that name, and says what is spoken', () => {
  const dns = { containerPort: 53, protocol: 'udp' } as const;
  expect(
    ports({ ports: { http: 8080, grpc: 9090, amqp: 5672, dns }, security: { bindPrivilegedPorts: true } }),
  ).toEqual([
    { name: 'http', port: 80, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' },
    { name: 'grpc', port: 9090, targetPort: 'grpc', protocol: 'TCP', appProtocol: 'kubernetes.io/h2c' },
    { name: 'amqp', port: 5672, targetPort: 'amqp', protocol: 'TCP' },
    { name: 'dns', port: 53, targetPort: 'dns', protocol: 'UDP' },
  ]);
});

test('a sidecar’s ports stand in it too', () => {
  const proxy = { image: 'proxy:1', ports: { admin: 9901 } };
  expect(ports({ ports: { http: 8080 }, sidecars: { proxy } }).map(({ name }) => name)).toEqual(['http', 'admin']);
});

test('a metrics port that is scraped stands in it, beside the others', () => {
  expect(ports({ ports: { http: 8080, metrics: 9100 } }).map(({ name }) => name)).toEqual(['http', 'metrics']);
});

test('a metrics port that nobody scrapes does not', () => {
  const unmonitored = users({ ports: { http: 8080, metrics: 9100 } }, { monitoring: undefined as never });
  expect(records(record(objectOf(unmonitored, 'Service').spec).ports).map(({ name }) => name)).toEqual(['http']);
});

test('metrics on a port that serves do not stand in it twice', () => {
  expect(ports({ ports: { http: 8080 }, metrics: { port: 'http' } })).toHaveLength(1);
});

test('it has the name that is said', () => {
  const named = users({ ports: { http: 8080 }, names: { service: 'users-v2' } });
  expect(record(objectOf(named, 'Service').metadata).name).toBe('users-v2');
});

test('a worker has none', () => {
  expect(users({ ports: { metrics: 9100 } }).objects).not.toHaveProperty('Service');
  expect(users().objects).not.toHaveProperty('Service');
});

describe('where the way in divides the requests of a canary', () => {
  const rollout = { canary: { traffic: 'routes' } } as const;
  const open = { http: { containerPort: 8080, port: 81 }, admin: 8081, metrics: 9100 };
  const service = users({ ports: open, ingress: {} }, { rollout });

  test.each([
    ['CanaryService', 'users-canary', 'canary'],
    ['StableService', 'users-stable', 'stable'],
  ])('%s leads to all pods by the routed port, until the controller chooses the version', (id, name, version) => {
    expect(objectOf(service, id)).toMatchObject({
      kind: 'Service',
      metadata: { name, labels: { 'app.kubernetes.io/name': 'users', 'app.kubernetes.io/component': version } },
      spec: {
        type: 'ClusterIP',
        selector: { 'app.kubernetes.io/instance': 'users' },
        ports: [{ name: 'http', port: 81, targetPort: 'http', protocol: 'TCP', appProtocol: 'http' }],
      },
    });
    expect(records(record(objectOf(service, id).spec).ports)).toHaveLength(1);
  });

  test('others call the Service by its old name and ports', () => {
    expect(records(record(objectOf(service, 'Service').spec).ports).map(({ name }) => name)).toEqual([
      'http',
      'admin',
      'metrics',
    ]);
  });

  test('Consul, where it is the mesh, does not register the pods by them', () => {
    const mesh = { kind: 'consul', controlPlane: { namespace: 'consul' } } as const;
    const meshed = users({ ports: open, ingress: {} }, { rollout, mesh });
    const labelsOf = (id: string): unknown => record(objectOf(meshed, id).metadata).labels;
    for (const id of ['CanaryService', 'StableService']) {
      expect(labelsOf(id)).toHaveProperty(['consul.hashicorp.com/service-ignore'], 'true');
    }
    expect(labelsOf('Service')).not.toHaveProperty(['consul.hashicorp.com/service-ignore']);
  });

  test('they can be overridden by their own names', () => {
    const patched = users({ ports: open, ingress: {} }, { rollout });
    patched.override('CanaryService', { metadata: { annotations: { a: 'b' } } });
    expect(objectOf(patched, 'CanaryService').metadata).toMatchObject({ annotations: { a: 'b' } });
    expect(objectOf(patched, 'Service').metadata).not.toHaveProperty('annotations');
  });
});
