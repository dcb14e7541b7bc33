import type { EnvironmentProps } from 'cdk8s-fairway';
import { environment, microservice, objectOf, platform, users } from '../support/testing';

const consul = {
  ...platform,
  mesh: { kind: 'consul', controlPlane: { namespace: 'consul' } },
} as const satisfies Partial<EnvironmentProps>;

test('callers are let in by their names, and nobody else', () => {
  const dev = environment(consul);
  const callee = microservice(dev, 'users', { ports: { grpc: 9090, http: 8080 }, names: { service: 'users-v2' } });
  const both = [
    { service: callee, port: 'grpc' },
    { service: callee, port: 'http', variable: 'U' },
  ];
  microservice(dev, 'orders', { upstreams: both, ports: { http: 8080 }, consul: { name: 'order-service' } });
  microservice(dev, 'log', { upstreams: [both[0]!] });
  expect(objectOf(callee, 'ServiceIntentions')).toMatchObject({
    apiVersion: 'consul.hashicorp.com/v1alpha1',
    metadata: { name: 'users' },
    spec: {
      destination: { name: 'users-v2' },
      sources: [
        { name: 'log', action: 'allow' },
        { name: 'order-service', action: 'allow' },
        { name: '*', action: 'deny' },
      ],
    },
  });
});

test('a service that nobody calls is closed', () => {
  expect(objectOf(users({}, consul), 'ServiceIntentions').spec).toEqual({
    destination: { name: 'users' },
    sources: [{ name: '*', action: 'deny' }],
  });
});

test('there is none without a mesh, nor in Istio’s', () => {
  expect(users().objects).not.toHaveProperty('ServiceIntentions');
  expect(users({}, { mesh: { kind: 'istio' } }).objects).not.toHaveProperty('ServiceIntentions');
});
