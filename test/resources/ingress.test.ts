import { objectOf, platform, users } from '../support/testing';

const ports = { http: 8080 };

test('an Ingress leads a host’s requests to the service, with the host’s certificate', () => {
  expect(objectOf(users({ ports, ingress: {} }), 'Ingress').spec).toEqual({
    ingressClassName: 'nginx',
    tls: [{ hosts: ['shop.example'], secretName: 'shop-example-tls' }],
    rules: [
      {
        host: 'shop.example',
        http: {
          paths: [{ path: '/', pathType: 'Prefix', backend: { service: { name: 'users', port: { name: 'http' } } } }],
        },
      },
    ],
  });
});

test('host, path, port and Service are those that are said', () => {
  const ingress = { host: 'api.example', path: '/v1', pathType: 'Exact', port: 'admin' } as const;
  const service = users({ ports: { http: 8080, admin: 8081 }, ingress, names: { service: 'svc' } });
  expect(objectOf(service, 'Ingress')).toMatchObject({
    spec: {
      rules: [
        {
          host: 'api.example',
          http: {
            paths: [{ path: '/v1', pathType: 'Exact', backend: { service: { name: 'svc', port: { name: 'admin' } } } }],
          },
        },
      ],
    },
  });
});

test('without TLS it has none', () => {
  const service = users({ ports, ingress: {} }, { routing: { ...platform.routing, tls: 'none' } });
  expect(objectOf(service, 'Ingress').spec).not.toHaveProperty('tls');
});

test('a service that does not ask for one has none', () => {
  const { objects } = users({ ports });
  for (const kind of ['Ingress', 'HTTPRoute', 'GRPCRoute']) expect(objects).not.toHaveProperty(kind);
});

test('of a canary whose requests it divides, it leads to the old pods alone', () => {
  const rollout = { canary: { traffic: 'routes' } } as const;
  const service = users({ ports: { http: 8080, metrics: 9100 }, ingress: {} }, { rollout });
  expect(objectOf(service, 'Ingress')).toMatchObject({
    spec: {
      rules: [{ http: { paths: [{ backend: { service: { name: 'users-stable', port: { name: 'http' } } } }] } }],
    },
  });
});
