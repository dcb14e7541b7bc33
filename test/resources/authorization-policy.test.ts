import type { EnvironmentProps, Microservice } from 'cdk8s-fairway';
import { environment, microservice, objectOf, platform, users } from '../support/testing';

const istio = { mesh: { kind: 'istio' } } as const satisfies Partial<EnvironmentProps>;
const spec = (service: Microservice): unknown => objectOf(service, 'AuthorizationPolicy').spec;
const selector = { matchLabels: { 'app.kubernetes.io/instance': 'users' } };

test('a service that nobody calls is closed', () => {
  expect(spec(users({ ports: { http: 8080 } }, istio))).toEqual({ selector, action: 'ALLOW' });
});

test('callers are let in by their identity, each on the port that it calls', () => {
  const dev = environment({ ...istio, namespace: 'shop' });
  const callee = microservice(dev, 'users', { ports: { grpc: 9090, http: 8080 } });
  microservice(dev, 'b', { upstreams: [{ service: callee, port: 'grpc' }] });
  microservice(dev, 'a', {
    upstreams: [
      { service: callee, port: 'grpc' },
      { service: callee, port: 'http', variable: 'U' },
    ],
  });
  const rule = (port: string, ...names: readonly string[]): object => ({
    from: [{ source: { principals: names.map((name) => `cluster.local/ns/shop/sa/${name}`) } }],
    to: [{ operation: { ports: [port] } }],
  });
  expect(spec(callee)).toEqual({ selector, action: 'ALLOW', rules: [rule('8080', 'a'), rule('9090', 'a', 'b')] });
});

test('identities are of the trust domain that is said', () => {
  const dev = environment({ mesh: { kind: 'istio', trustDomain: 'shop.example' } });
  const callee = microservice(dev, 'users', { ports: { http: 8080 } });
  microservice(dev, 'a', { upstreams: [callee] });
  expect(spec(callee)).toMatchObject({
    rules: [{ from: [{ source: { principals: ['shop.example/ns/dev/sa/a'] } }] }],
  });
});

test('who stands outside of the mesh is let in by port: gateway, Prometheus and Consul’s agents', () => {
  const service = users({ ports: { http: 8080, metrics: 9100 }, ingress: {}, consul: true }, istio);
  expect(spec(service)).toEqual({
    selector,
    action: 'ALLOW',
    rules: [{ to: [{ operation: { ports: ['8080', '9100'] } }] }],
  });
});

test('there is none without a mesh, nor in Consul’s', () => {
  const consul = { kind: 'consul', controlPlane: { namespace: 'consul' } } as const;
  expect(users().objects).not.toHaveProperty('AuthorizationPolicy');
  expect(users({}, { ...platform, mesh: consul }).objects).not.toHaveProperty('AuthorizationPolicy');
});
