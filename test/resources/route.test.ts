import { Duration } from 'cdk8s';
import type { MicroserviceProps, Routing } from 'cdk8s-fairway';
import { gatewayRouting, objectOf, users } from '../support/testing';

const shared: Routing = {
  kind: 'shared-gateway',
  gateway: { name: 'edge', namespace: 'gateways', sectionName: 'https' },
  controller: { namespace: 'gateways' },
};

const http = (props: Partial<MicroserviceProps> = {}, routing: Routing = gatewayRouting): unknown =>
  objectOf(users({ ports: { http: 8080 }, ingress: {}, ...props }, { routing }), 'HTTPRoute').spec;

test('an HTTPRoute leads a host’s requests to the service', () => {
  expect(http()).toEqual({
    parentRefs: [{ name: 'gateway', sectionName: 'https.shop.example' }],
    hostnames: ['shop.example'],
    rules: [
      {
        matches: [{ path: { type: 'PathPrefix', value: '/' } }],
        backendRefs: [{ name: 'users', port: 80 }],
        timeouts: { request: '30s' },
      },
    ],
  });
});

test('path, time-out, port and Service are those that are said', () => {
  const ingress = { path: '/v1', pathType: 'Exact', port: 'admin', timeout: Duration.seconds(5) } as const;
  expect(http({ ports: { http: 8080, admin: 8081 }, ingress, names: { service: 'svc' } })).toMatchObject({
    rules: [
      {
        matches: [{ path: { type: 'Exact', value: '/v1' } }],
        backendRefs: [{ name: 'svc', port: 8081 }],
        timeouts: { request: '5s' },
      },
    ],
  });
});

test('without TLS it hangs on the plain listener', () => {
  expect(http({}, { ...gatewayRouting, tls: 'none' })).toMatchObject({
    parentRefs: [{ sectionName: 'http.shop.example' }],
  });
});

test('of a host that is a wildcard, the listener says so', () => {
  expect(http({ ingress: { host: '*.shop.example' } })).toMatchObject({
    parentRefs: [{ sectionName: 'https.wildcard.shop.example' }],
    hostnames: ['*.shop.example'],
  });
});

test('it hangs on a Gateway that others keep, where the environment says so', () => {
  expect(http({}, shared)).toMatchObject({
    parentRefs: [{ name: 'edge', namespace: 'gateways', sectionName: 'https' }],
  });
});

test('what speaks gRPC has a GRPCRoute, and no other', () => {
  const service = users({ ports: { grpc: 9090 }, ingress: {} }, { routing: gatewayRouting });
  expect(objectOf(service, 'GRPCRoute').spec).toEqual({
    parentRefs: [{ name: 'gateway', sectionName: 'https.shop.example' }],
    hostnames: ['shop.example'],
    rules: [{ backendRefs: [{ name: 'users', port: 9090 }] }],
  });
  expect(service.objects).not.toHaveProperty('HTTPRoute');
});

test('a GRPCRoute hangs on a Gateway that others keep, too', () => {
  const service = users({ ports: { grpc: 9090 }, ingress: {} }, { routing: shared });
  expect(objectOf(service, 'GRPCRoute')).toMatchObject({ spec: { parentRefs: [{ name: 'edge' }] } });
});

test.each([
  ['HTTPRoute', { http: 8080, metrics: 9100 }, 80],
  ['GRPCRoute', { grpc: 9090, metrics: 9100 }, 9090],
])('of a canary whose requests it divides, the %s says that the old version has all of them', (kind, ports, port) => {
  const rollout = { canary: { traffic: 'routes' } } as const;
  const service = users({ ports, ingress: {} }, { routing: gatewayRouting, rollout });
  expect(objectOf(service, kind)).toMatchObject({
    spec: {
      rules: [
        {
          backendRefs: [
            { name: 'users-stable', port, weight: 100 },
            { name: 'users-canary', port, weight: 0 },
          ],
        },
      ],
    },
  });
});
