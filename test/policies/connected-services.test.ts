import { External, KafkaTopic } from 'cdk8s-fairway';
import { environment, microservice, platform, users, warning } from '../support/testing';

const isolated = (dev: ReturnType<typeof environment>): readonly unknown[] =>
  dev.issues.filter(({ rule }) => rule === 'isolated-service');

test('a service without any edge is warned of', () => {
  const dev = environment();
  microservice(dev, 'users', { ports: { http: 8080 } });
  expect(isolated(dev)).toEqual([
    warning(
      'isolated-service',
      "nobody can reach 'users', and it reaches nobody: give it an ingress, name it in somebody's upstreams, or give it upstreams or topics",
      'dev/users',
    ),
  ]);
});

test('one edge is enough', () => {
  const dev = environment(platform);
  const called = microservice(dev, 'called', { ports: { http: 8080 } });
  microservice(dev, 'caller', { upstreams: [called] });
  microservice(dev, 'reader', { consumes: [new KafkaTopic(dev, 'events', { external: 'producers' })] });
  microservice(dev, 'leaver', {
    upstreams: [new External(dev, 'x', { host: 'x.example', cidrs: ['203.0.113.0/24'] })],
  });
  expect(isolated(dev)).toEqual([]);
});

test('a way in is enough', () => {
  const service = users({ ports: { http: 8080 }, ingress: {} });
  expect(isolated(service.node.scope as ReturnType<typeof environment>)).toEqual([]);
});
