import { Duration } from 'cdk8s';
import type { IngressOptions, Issue, Ports, Routing } from '../../lib/index';
import { type ResolvedIngress, resolveIngress } from '../../lib/model/ingress';
import { Issues } from '../../lib/model/issue';
import { resolvePorts } from '../../lib/model/ports';
import { error, gatewayRouting, issuesOf, platform, resolved } from '../support/testing';

interface Given {
  readonly options?: IngressOptions;
  readonly ports?: Ports;
  readonly domain?: string | undefined;
  readonly routing?: Routing | undefined;
}

const resolve =
  (given: Given) =>
  (issues: Issues): ResolvedIngress | undefined => {
    const { options, ports, domain, routing }: Given = { domain: 'shop.example', routing: platform.routing, ...given };
    const context = {
      ports: resolved((none) => resolvePorts(ports ?? { http: 8080 }, none)),
      requestTimeoutSeconds: 30,
      ...(domain !== undefined && { domain }),
      ...(routing && { routing }),
    };
    return resolveIngress(options ?? {}, context, issues);
  };
const problems = (given: Given): readonly Issue[] => issuesOf(resolve(given));

test('all requests of the environment’s domain come in, for as long as the service takes', () => {
  expect(resolved(resolve({}))).toMatchObject({
    host: 'shop.example',
    path: '/',
    pathType: 'Prefix',
    port: { name: 'http' },
    timeoutSeconds: 30,
  });
});

test('everything about it can be said', () => {
  const options = {
    host: 'api.example',
    path: '/v1',
    pathType: 'Exact',
    port: 'admin',
    timeout: Duration.seconds(5),
  } as const;
  expect(resolved(resolve({ options, ports: { http: 8080, admin: 8081 } }))).toMatchObject({
    host: 'api.example',
    path: '/v1',
    pathType: 'Exact',
    port: { name: 'admin' },
    timeoutSeconds: 5,
  });
});

test.each([
  [{ amqp: 5672, grpc: 9090, http: 8080 }, 'http'],
  [{ amqp: 5672, grpc: 9090 }, 'grpc'],
  [{ metrics: 9100, 'http-api': 8080 }, 'http-api'],
])('of %j, %s is reached', (ports: Ports, name) => {
  expect(resolved(resolve({ ports }))?.port.name).toBe(name);
});

test('a wildcard host is one', () => {
  expect(resolved(resolve({ options: { host: '*.shop.example' } }))?.host).toBe('*.shop.example');
});

test.each(['Shop.example', 'https://shop.example', '', '*', 'a.*.example', 'shop.example:80'])(
  'refuses the host %j',
  (host) => {
    expect(problems({ options: { host } })).toEqual([
      error('host', `host '${host}' is not a DNS name: write it in lower case, like 'shop.example'`),
    ]);
  },
);

test.each(['', 'v1', '*'])('refuses the path %j', (path) => {
  expect(problems({ options: { path } })).toEqual([
    error('ingress-path', `ingress path '${path}' must begin with '/': write '/${path}'`),
  ]);
});

describe('a path to a grpc port', () => {
  const grpc = (routing: Routing, path: string, ports: Ports = { grpc: 9090 }): readonly Issue[] =>
    problems({ ports, options: { path }, routing });
  const gateway = { name: 'edge', namespace: 'gateways' };
  const shared: Routing = { kind: 'shared-gateway', gateway, controller: { namespace: 'gateways' } };

  test.each<Routing>([gatewayRouting, shared])('is refused where a GRPCRoute would not know it: %#', (routing) => {
    expect(grpc(routing, '/v1')).toEqual([
      error(
        'ingress-path',
        "ingress path '/v1' leads to 'grpc', and a GRPCRoute chooses by service and method, not by path: leave the path out, and give the ingress a host of its own",
      ),
    ]);
  });

  test('is taken by an Ingress, and so is the root by all', () => {
    expect([...grpc(platform.routing, '/v1'), ...grpc(gatewayRouting, '/'), ...grpc(shared, '/')]).toEqual([]);
  });

  test('is no matter for http', () => {
    expect(grpc(gatewayRouting, '/v1', { http: 8080 })).toEqual([]);
  });
});

test('refuses an ingress where there is no way in', () => {
  const given = { routing: undefined };
  expect(problems(given)).toEqual([
    error(
      'no-routing',
      "the service asks for an ingress, and the environment has no way in: give it routing: { kind: 'ingress', … } or { kind: 'gateway', … }",
    ),
  ]);
  expect(resolve(given)(new Issues(''))).toBeUndefined();
});

test('refuses an ingress without a host', () => {
  const given = { domain: undefined };
  expect(problems(given)).toEqual([
    error(
      'no-domain',
      "the ingress has no host: give the environment a domain ('shop.example'), or the ingress a host",
    ),
  ]);
  expect(resolve(given)(new Issues(''))).toBeUndefined();
});

test('refuses an ingress to a service that speaks neither http nor grpc', () => {
  expect(problems({ ports: { amqp: 5672, metrics: 9100 } })).toEqual([
    error(
      'ingress-port',
      "the ingress needs an http or grpc port, and the service's ports are 'amqp': give it one, or name the port",
    ),
  ]);
  expect(problems({ ports: {} })).toEqual([
    error(
      'ingress-port',
      "the ingress needs an http or grpc port, and the service's ports are none: give it one, or name the port",
    ),
  ]);
});

test.each(['web', 'metrics'])('refuses an ingress to port %s', (port) => {
  expect(problems({ options: { port }, ports: { http: 8080, metrics: 9100 } })).toEqual([
    error('ingress-port', `the ingress needs port '${port}', and the service's ports are 'http': name one of them`),
  ]);
});

test('fails with everything that is missing at once', () => {
  const given = { options: { path: 'x' }, ports: {}, domain: undefined, routing: undefined };
  expect(problems(given).map(({ rule }) => rule)).toEqual(['ingress-port', 'no-routing', 'no-domain', 'ingress-path']);
});
