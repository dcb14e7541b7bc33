import type { Environment, EnvironmentProps, IngressOptions } from 'cdk8s-fairway';
import { environment, error, microservice, platform } from '../support/testing';

function withRoutes(routes: readonly IngressOptions[], props: Partial<EnvironmentProps> = {}): Environment {
  const dev = environment({ ...platform, ...props });
  for (const [index, ingress] of routes.entries()) microservice(dev, `s${index}`, { ports: { http: 8080 }, ingress });
  return dev;
}

const collisions = (...routes: readonly IngressOptions[]): Environment['issues'] =>
  withRoutes(routes).issues.filter(({ rule }) => rule === 'route-collision');

test('fails when two services ask for one host and path', () => {
  expect(collisions({}, { path: '/' })).toEqual([
    error(
      'route-collision',
      "'shop.example/' is the ingress of dev/s0 already: give one of the two another host or path",
      'dev/s1',
    ),
  ]);
});

test('fails when two prefixes differ in their last slash alone', () => {
  expect(collisions({ path: '/v1' }, { path: '/v1/' })).toHaveLength(1);
  expect(collisions({ path: '/v1', pathType: 'Exact' }, { path: '/v1/', pathType: 'Exact' })).toEqual([]);
});

test.each<readonly [string, IngressOptions]>([
  ['path', { path: '/v2' }],
  ['host', { host: 'api.example' }],
  ['way to compare', { pathType: 'Exact' }],
])('two services may differ in the %s alone', (_what, other) => {
  expect(collisions({}, other)).toEqual([]);
});

test('services without an ingress do not collide', () => {
  const dev = environment();
  for (const name of ['a', 'b']) microservice(dev, name, { ports: { http: 8080 } });
  expect(dev.issues.filter(({ rule }) => rule === 'route-collision')).toEqual([]);
});
