import { External, type Issue, KafkaTopic, type MicroserviceProps } from 'cdk8s-fairway';
import { environment, error, microservice, platform } from '../support/testing';

/** The collisions of a service `orders` that calls `users` over http. */
function collisions(props: Partial<MicroserviceProps>): readonly Issue[] {
  const dev = environment(platform);
  const users = microservice(dev, 'users', { ports: { http: 8080 } });
  microservice(dev, 'orders', { ports: { http: 8080 }, upstreams: [users], ...props });
  return dev.issues.filter(({ rule }) => rule === 'variable-collision');
}

const collision = (name: string, first: string, second: string): Issue =>
  error(
    'variable-collision',
    `variable '${name}' is set twice: ${first}, and ${second}; rename one of them`,
    'dev/orders',
  );
const edge = "it calls 'users' on 'http'";

test('a service that calls another does not collide with itself', () => {
  expect(collisions({ config: { A: 1 }, secrets: { B: { literal: 'x' } }, secretsAs: { as: 'env' } })).toEqual([]);
});

test('fails when configuration sets what an edge sets', () => {
  expect(collisions({ config: { USERS_ADDR: 'x' } })).toEqual([collision('USERS_ADDR', edge, 'it is a config key')]);
});

test('fails when a secret sets what an edge sets', () => {
  const secrets = { USERS_URL: { key: 'users/url' } };
  expect(collisions({ secrets, secretsAs: { as: 'env' } })).toEqual([collision('USERS_URL', edge, 'it is a secret')]);
});

test.each([
  ['of the store', { key: 'a' }],
  ['that stands already', { existingSecret: 'a', key: 'b' }],
  ['in clear', { literal: 'a' }],
])('fails when configuration sets what a secret %s sets', (_where, source) => {
  expect(collisions({ config: { A: 1 }, secrets: { A: source }, secretsAs: { as: 'env' } })).toEqual([
    collision('A', 'it is a config key', 'it is a secret'),
  ]);
});

test('files do not collide with variables', () => {
  expect(collisions({ config: { USERS_ADDR: 'x' }, configAs: { as: 'files' } })).toEqual([]);
  expect(collisions({ secrets: { USERS_ADDR: { literal: 'x' } } })).toEqual([]);
});

test('fails when two ports of a service are called under one name', () => {
  const dev = environment(platform);
  const users = microservice(dev, 'users', { ports: { grpc: 9090, amqp: 5672 } });
  const upstreams = [
    { service: users, port: 'grpc' },
    { service: users, port: 'amqp' },
  ];
  microservice(dev, 'orders', { upstreams });
  expect(dev.issues.filter(({ rule }) => rule === 'variable-collision')).toEqual([
    collision('USERS_ADDR', "it calls 'users' on 'grpc'", "it calls 'users' on 'amqp'"),
  ]);
});

test('fails when two upstreams read alike', () => {
  const dev = environment();
  const cidrs = ['203.0.113.0/24'];
  const upstreams = ['pay-us', 'pay.us'].map(
    (id) => new External(dev, id, { host: 'pay.example', protocol: 'tcp', port: 1, cidrs }),
  );
  microservice(dev, 'orders', { upstreams });
  expect(dev.issues.filter(({ rule }) => rule === 'variable-collision')).toEqual([
    collision('PAY_US_ADDR', "it calls 'pay-us', outside", "it calls 'pay.us', outside"),
  ]);
});

test('fails when two topics read alike', () => {
  const dev = environment(platform);
  const produces = ['order-events', 'order.events'].map((id) => new KafkaTopic(dev, id, { external: 'consumers' }));
  microservice(dev, 'orders', { produces });
  expect(dev.issues.filter(({ rule }) => rule === 'variable-collision')).toEqual([
    collision(
      'KAFKA_TOPIC_ORDER_EVENTS',
      "it uses the topic 'dev.order-events'",
      "it uses the topic 'dev.order.events'",
    ),
  ]);
});
