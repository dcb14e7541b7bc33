import type { Issue } from '../../lib/index';
import { checkPortCollisions, type Ports, type ResolvedPort, resolvePorts, transport } from '../../lib/model/ports';
import { error, issuesOf, resolved } from '../support/testing';

const portsOf = (ports: Ports): readonly ResolvedPort[] => resolved((issues) => resolvePorts(ports, issues));

describe('the protocol comes from the name', () => {
  test.each([
    ['http', 'http'],
    ['http-admin', 'http'],
    ['metrics', 'http'],
    ['metrics-app', 'http'],
    ['grpc', 'grpc'],
    ['grpc-admin', 'grpc'],
    ['https', 'tcp'],
    ['grpcs', 'tcp'],
    ['my-grpc', 'tcp'],
    ['amqp', 'tcp'],
    ['my-http', 'tcp'],
  ])('%s speaks %s', (name, protocol) => {
    expect(portsOf({ [name]: 8080 })).toMatchObject([{ name, protocol, containerPort: 8080 }]);
  });

  test('unless it is said', () => {
    expect(
      portsOf({ http: { containerPort: 8080, protocol: 'tcp' }, dns: { containerPort: 53, protocol: 'udp' } }),
    ).toEqual([
      { name: 'http', containerPort: 8080, servicePort: 80, protocol: 'tcp', tls: false },
      { name: 'dns', containerPort: 53, servicePort: 53, protocol: 'udp', tls: false },
    ]);
  });
});

test('callers use port 80 for the port named http, and the container’s port for all else', () => {
  const ports = portsOf({ http: 8080, 'http-admin': 8081, grpc: 9090, metrics: 9100, amqp: 5672 });
  expect(ports.map(({ servicePort }) => servicePort)).toEqual([80, 8081, 9090, 9100, 5672]);
});

test('the port of the Service can be said', () => {
  expect(portsOf({ http: { containerPort: 8080, port: 8000 } })[0]?.servicePort).toBe(8000);
});

test('appProtocol follows the protocol, and can be said', () => {
  const tls = { containerPort: 8443, appProtocol: 'kubernetes.io/wss' };
  expect(portsOf({ http: 8080, grpc: 9090, amqp: 5672, wss: tls }).map(({ appProtocol }) => appProtocol)).toEqual([
    'http',
    'kubernetes.io/h2c',
    undefined,
    'kubernetes.io/wss',
  ]);
});

test.each(['', 'HTTP', '8080', 'a-very-long-port-name', 'my_port', '-a'])('refuses the port name %j', (name) => {
  expect(issuesOf((issues) => resolvePorts({ [name]: 8080 }, issues))).toEqual([
    error('port-name', `port name '${name}' must be at most 15 of a-z, 0-9 and '-', with a letter: rename it`),
  ]);
});

test.each([0, -1, 65_536, 80.5, Number.NaN])('refuses the port number %d', (port) => {
  const wrong = (field: string): ReturnType<typeof error> =>
    error('port-number', `${field} is ${port}: a port is a whole number from 1 to 65535`);
  expect(issuesOf((issues) => resolvePorts({ web: { containerPort: port, port: 1 } }, issues))).toEqual([
    wrong("containerPort of 'web'"),
  ]);
  expect(issuesOf((issues) => resolvePorts({ web: { containerPort: 1, port } }, issues))).toEqual([
    wrong("port of 'web'"),
  ]);
});

test.each([1, 65_535])('takes the port number %d', (port) => {
  expect(portsOf({ web: port })[0]?.containerPort).toBe(port);
});

describe('ports of one pod', () => {
  const collisions = (...ports: readonly Partial<ResolvedPort>[]): readonly Issue[] => {
    const usual = { name: 'a', containerPort: 1, servicePort: 1, protocol: 'tcp', tls: false } as const;
    const pod = ports.map((port) => ({ ...usual, ...port }));
    return issuesOf((issues) => checkPortCollisions(pod, issues));
  };
  const collision = (other: string, what: string): readonly Issue[] => [
    error('port-collision', `ports 'a' and '${other}' both take ${what}: give one of them another`),
  ];

  test('fail when two have one name', () => {
    expect(collisions({}, { containerPort: 2, servicePort: 2 })).toEqual(collision('a', 'the name a'));
  });

  test('fail when two listen on one number', () => {
    expect(collisions({}, { name: 'b', servicePort: 2 })).toEqual(collision('b', 'containerPort 1/TCP'));
  });

  test('fail when two are called on one number', () => {
    expect(collisions({}, { name: 'b', containerPort: 2 })).toEqual(collision('b', 'port of the Service 1/TCP'));
  });

  test('may have one number in TCP and in UDP', () => {
    expect(collisions({}, { name: 'b', protocol: 'udp' })).toEqual([]);
  });
});

test('all but udp goes over TCP', () => {
  const protocols = ['http', 'grpc', 'tcp', 'udp'] as const;
  expect(protocols.map((protocol) => transport({ protocol }))).toEqual(['TCP', 'TCP', 'TCP', 'UDP']);
});
