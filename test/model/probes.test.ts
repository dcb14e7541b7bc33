import { Duration } from 'cdk8s';
import type { Issue } from '../../lib/index';
import { type Ports, resolvePorts } from '../../lib/model/ports';
import { type ProbeOptions, probedPort, type ResolvedProbes, resolveProbes } from '../../lib/model/probes';
import { error, issuesOf, note, resolved } from '../support/testing';

const probes = (ports: Ports, options: ProbeOptions = {}): ResolvedProbes =>
  resolved((issues) => resolveProbes(options, resolvePorts(ports, issues), issues));

const problems = (ports: Ports, options: ProbeOptions = {}): readonly Issue[] =>
  issuesOf((issues) => resolveProbes(options, resolvePorts(ports, issues), issues));

describe('what a probe asks comes from the protocol', () => {
  test('an http port is asked for /readyz and /livez', () => {
    expect(probes({ http: 8080 })).toMatchObject({
      readiness: { action: { http: '/readyz', port: 'http' } },
      liveness: { action: { http: '/livez', port: 'http' } },
      startup: { action: { http: '/livez', port: 'http' } },
    });
  });

  test('a grpc port is asked for its health, and must accept', () => {
    expect(probes({ grpc: 9090 })).toMatchObject({
      readiness: { action: { grpc: '', port: 9090 } },
      liveness: { action: { tcp: 'grpc' } },
      startup: { action: { tcp: 'grpc' } },
    });
  });

  test('a tcp port must accept, and is never restarted for it', () => {
    const { readiness, liveness, startup } = probes({ amqp: 5672 });
    expect(readiness?.action).toEqual({ tcp: 'amqp' });
    expect(liveness).toBeUndefined();
    expect(startup?.action).toEqual({ tcp: 'amqp' });
  });

  test('a worker is asked on its metrics port', () => {
    expect(probes({ metrics: 9100 })).toMatchObject({
      readiness: { action: { http: '/readyz', port: 'metrics' } },
      liveness: { action: { http: '/livez', port: 'metrics' } },
    });
  });

  test('a worker without any port has none, and is told so', () => {
    const nothing =
      "nothing tells Kubernetes when this service hangs: give it a port named 'metrics', or probes: { liveness: { exec: […] } }";
    expect(problems({})).toEqual([note('no-probes', nothing)]);
    expect(problems({ http: 8080 }, { readiness: 'none', liveness: 'none' })).toEqual([note('no-probes', nothing)]);
  });
});

test('http is asked before grpc, grpc before tcp, metrics last, udp never', () => {
  const asked = (ports: Ports): string | undefined =>
    probedPort(resolved((issues) => resolvePorts(ports, issues)))?.name;
  const dns = { containerPort: 53, protocol: 'udp' } as const;
  expect(asked({ dns, metrics: 9100, amqp: 5672, grpc: 9090, http: 8080 })).toBe('http');
  expect(asked({ dns, metrics: 9100, amqp: 5672, grpc: 9090 })).toBe('grpc');
  expect(asked({ dns, metrics: 9100, amqp: 5672 })).toBe('amqp');
  expect(asked({ dns, metrics: 9100 })).toBe('metrics');
  expect(asked({ dns })).toBeUndefined();
});

describe('timing', () => {
  test('is for readiness 3 × 5 s, for liveness 3 × 10 s, for startup 5 minutes', () => {
    expect(probes({ http: 8080 })).toMatchObject({
      readiness: { periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 3 },
      liveness: { periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 },
      startup: { periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 60 },
    });
  });

  test('can be said, field by field', () => {
    const period = Duration.seconds(7);
    const given = probes(
      { http: 8080 },
      {
        readiness: { http: '/r', period },
        liveness: { http: '/l', timeout: Duration.millis(2500) },
        startup: { tcp: 'http', failureThreshold: 9 },
      },
    );
    expect(given.readiness).toEqual({
      action: { http: '/r', port: 'http' },
      periodSeconds: 7,
      timeoutSeconds: 2,
      failureThreshold: 3,
    });
    expect(given.liveness).toMatchObject({ periodSeconds: 10, timeoutSeconds: 3 });
    expect(given.startup).toMatchObject({ action: { tcp: 'http' }, periodSeconds: 5, failureThreshold: 9 });
  });
});

test('figures alone keep what is asked', () => {
  const { liveness, startup } = probes({ http: 8080 }, { startup: { failureThreshold: 100 }, liveness: {} });
  expect(startup).toMatchObject({ action: { http: '/livez' }, periodSeconds: 5, failureThreshold: 100 });
  expect(liveness?.action).toEqual({ http: '/livez', port: 'http' });
  expect(probes({ amqp: 5672 }, { liveness: { failureThreshold: 5 } }).liveness).toBeUndefined();
});

describe('a probe can be said', () => {
  test('to ask an http path of a named port', () => {
    const { readiness } = probes(
      { http: 8080, 'http-admin': 8081 },
      { readiness: { http: '/up', port: 'http-admin' } },
    );
    expect(readiness?.action).toEqual({ http: '/up', port: 'http-admin' });
  });

  test('to ask a grpc service, by the number of its port', () => {
    const { readiness } = probes({ grpc: 9090 }, { readiness: { grpc: 'shop.Users' } });
    expect(readiness?.action).toEqual({ grpc: 'shop.Users', port: 9090 });
  });

  test('to run a command, which needs no port', () => {
    const { liveness, startup } = probes({}, { liveness: { exec: ['/bin/alive'] } });
    expect(liveness?.action).toEqual({ exec: ['/bin/alive'] });
    expect(startup?.action).toEqual({ exec: ['/bin/alive'] });
  });

  test('to be none', () => {
    const { liveness, startup } = probes({ http: 8080 }, { liveness: 'none' });
    expect(liveness).toBeUndefined();
    expect(startup?.action).toEqual({ http: '/readyz', port: 'http' });
    expect(probes({ http: 8080 }, { startup: 'none' }).startup).toBeUndefined();
  });
});

test('refuses a port that the service does not have, once for each probe', () => {
  expect(
    problems({ http: 8080, amqp: 5672 }, { readiness: { tcp: 'admin' }, liveness: { http: '/', port: 'web' } }),
  ).toEqual([
    error(
      'probe-port',
      "readiness asks port 'admin', which this service does not have: its ports are 'http', 'amqp'; name one of them",
    ),
    error(
      'probe-port',
      "liveness asks port 'web', which this service does not have: its ports are 'http', 'amqp'; name one of them",
    ),
    note('no-probes', expect.any(String)),
  ]);
});

test('refuses to ask a service without ports', () => {
  expect(problems({}, { startup: { http: '/' }, liveness: { exec: ['true'] } })).toEqual([
    error('probe-port', "startup asks port '', which this service does not have: its ports are none; give it one"),
  ]);
});

test('refuses a path that does not begin with a slash', () => {
  expect(problems({ http: 8080 }, { readiness: { http: 'ready' } })).toEqual([
    error('probe-path', "readiness asks the path 'ready', which must begin with '/': write '/ready'"),
  ]);
});

describe('refuses a liveness probe that asks what readiness asks', () => {
  const advice =
    "a service that is only busy would be restarted; let liveness ask something that depends on nothing else, or set it to 'none'";

  test.each([
    [{ http: '/health' }, "GET /health on 'http'"],
    [{ grpc: 'shop.Users', port: 'grpc' }, "the gRPC health service 'shop.Users'"],
    [{ tcp: 'http' }, "TCP port 'http'"],
    [{ exec: ['sh', '-c', 'true'] }, 'the command ["sh","-c","true"]'],
  ])('%j', (probe, described) => {
    expect(problems({ http: 8080, grpc: 9090 }, { readiness: probe, liveness: probe })).toEqual([
      error('probes-identical', `readiness and liveness both ask ${described}: ${advice}`),
    ]);
  });

  test('but not one that asks another path', () => {
    expect(problems({ http: 8080 }, { readiness: { http: '/a' }, liveness: { http: '/b' } })).toEqual([]);
  });
});
