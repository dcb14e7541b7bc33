import { type Environment, External, KafkaTopic } from 'cdk8s-fairway';
import { checkEnvironment } from '../../lib/policies';
import { environment, microservice } from '../support/testing';

/** A system that breaks every rule over a whole environment. */
function broken(): Environment {
  const dev = environment({ services: { nobody: {} }, maxCallDepth: 0 });
  new KafkaTopic(dev, 'unused');
  const outside = new External(dev, 'a', { host: 'a.example', cidrs: ['203.0.113.0/24'] });
  const users = microservice(dev, 'users', { ports: { http: 8080 }, names: { service: 'same' } });
  microservice(dev, 'orders', {
    ports: { http: 8080 },
    names: { service: 'same' },
    upstreams: [{ service: users, timeout: { toMilliseconds: () => 1000 } }, outside],
    config: { A_ADDR: 'x' },
    security: { writablePaths: ['/tmp', '/tmp/'] },
  });
  microservice(dev, 'alone');
  return dev;
}

test('an environment is held to every rule', () => {
  expect(new Set(broken().issues.map(({ rule }) => rule))).toEqual(
    new Set([
      'name-collision',
      'variable-collision',
      'mount-collision',
      'topic-without-producer',
      'topic-without-consumer',
      'unknown-service',
      'impatient-caller',
      'deep-chain',
      'isolated-service',
      'no-kafka',
      'no-probes',
    ]),
  );
});

test('an empty environment breaks none', () => {
  const { graph, resolved, node } = environment();
  expect(checkEnvironment({ path: node.path, environment: resolved, graph, objects: [], foreign: [] })).toEqual([]);
});
