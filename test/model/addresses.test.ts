import { type Environment, External, type ExternalProps, KafkaTopic, type MicroserviceProps } from 'cdk8s-fairway';
import { consumerGroup, derivedVariables } from '../../lib/model/addresses';
import type { ServiceNode } from '../../lib/model/graph';
import { environment, microservice, platform } from '../support/testing';

/** The variables of a service `shop`, by name. */
function variables(props: (dev: Environment) => Partial<MicroserviceProps>): Record<string, string> {
  const dev = environment(platform);
  const service = microservice(dev, 'shop', props(dev));
  const node = dev.graph.node(service) as ServiceNode;
  const found = derivedVariables(node, dev.graph, dev.resolved.kafka);
  expect(new Set(found.map(({ name }) => name)).size).toBe(found.length);
  return Object.fromEntries(found.map(({ name, value }) => [name, value]));
}

const callOf = (ports: MicroserviceProps['ports']): Record<string, string> =>
  variables((dev) => ({ upstreams: [microservice(dev, 'user-data', { ports: ports! })] }));

const external = (props: Partial<ExternalProps>): Record<string, string> =>
  variables((dev) => ({
    upstreams: [new External(dev, 'pay', { host: 'pay.example', cidrs: ['203.0.113.0/24'], ...props })],
  }));

test('a service that calls nobody is told nothing', () => {
  expect(variables(() => ({}))).toEqual({});
});

test('of an http upstream, address and URL are told, without the usual port in the URL', () => {
  expect(callOf({ http: 8080 })).toEqual({ USER_DATA_ADDR: 'user-data:80', USER_DATA_URL: 'http://user-data' });
  expect(callOf({ http: { containerPort: 8080, port: 8000 } })).toEqual({
    USER_DATA_ADDR: 'user-data:8000',
    USER_DATA_URL: 'http://user-data:8000',
  });
});

test.each([['grpc'], ['amqp']])('of a %s upstream, the address is told', (name) => {
  expect(callOf({ [name]: 9090 })).toEqual({ USER_DATA_ADDR: 'user-data:9090' });
});

test('the address is that of the Service, whatever its name', () => {
  const told = variables((dev) => ({
    upstreams: [microservice(dev, 'users', { ports: { grpc: 9090 }, names: { service: 'users-v2' } })],
  }));
  expect(told).toEqual({ USERS_ADDR: 'users-v2:9090' });
});

test('the variables’ stem can be said', () => {
  const told = variables((dev) => ({
    upstreams: [{ service: microservice(dev, 'users', { ports: { grpc: 9090 } }), variable: 'PEOPLE' }],
  }));
  expect(told).toEqual({ PEOPLE_ADDR: 'users:9090' });
});

test.each([
  [{}, { PAY_ADDR: 'pay.example:443', PAY_URL: 'https://pay.example' }],
  [{ port: 8443 }, { PAY_ADDR: 'pay.example:8443', PAY_URL: 'https://pay.example:8443' }],
  [{ protocol: 'http' as const }, { PAY_ADDR: 'pay.example:80', PAY_URL: 'http://pay.example' }],
  [
    { protocol: 'http' as const, port: 443 },
    { PAY_ADDR: 'pay.example:443', PAY_URL: 'http://pay.example:443' },
  ],
  [{ protocol: 'tcp' as const, port: 5432 }, { PAY_ADDR: 'pay.example:5432' }],
])('of an external system with %j, %j is told', (props, told) => {
  expect(external(props)).toEqual(told);
});

describe('of Kafka', () => {
  const brokers = {
    KAFKA_BROKERS: 'main-kafka-bootstrap.kafka.svc:9093',
    KAFKA_CERTS_PATH: '/etc/kafka/certs',
  };

  test('a producer is told brokers, certificates and topic', () => {
    expect(variables((dev) => ({ produces: [new KafkaTopic(dev, 'order-events')] }))).toEqual({
      ...brokers,
      KAFKA_TOPIC_ORDER_EVENTS: 'dev.order-events',
    });
  });

  test('a consumer is told its group too', () => {
    expect(variables((dev) => ({ consumes: [new KafkaTopic(dev, 'orders')] }))).toEqual({
      ...brokers,
      KAFKA_GROUP: 'dev.shop',
      KAFKA_TOPIC_ORDERS: 'dev.orders',
    });
  });

  test('who reads and writes one topic is told it once', () => {
    const told = variables((dev) => {
      const topic = new KafkaTopic(dev, 'orders');
      return { consumes: [topic], produces: [topic] };
    });
    expect(Object.keys(told)).toEqual(['KAFKA_BROKERS', 'KAFKA_CERTS_PATH', 'KAFKA_GROUP', 'KAFKA_TOPIC_ORDERS']);
  });

  test('the topic of dead letters is told under the name of its topic', () => {
    const told = variables((dev) => ({ consumes: [{ topic: new KafkaTopic(dev, 'orders'), deadLetter: true }] }));
    expect(told).toMatchObject({ KAFKA_TOPIC_ORDERS_DLQ: 'dev.orders.shop.dlq' });
  });

  test('nothing is told where there is none', () => {
    const dev = environment();
    const topic = new KafkaTopic(dev, 'orders');
    const node = dev.graph.node(microservice(dev, 'shop', { consumes: [topic] })) as ServiceNode;
    expect(derivedVariables(node, dev.graph, undefined)).toEqual([]);
  });
});

test('a variable says which edge it comes from', () => {
  const dev = environment(platform);
  const users = microservice(dev, 'users', { ports: { http: 8080 } });
  const pay = new External(dev, 'pay', { host: 'pay.example', cidrs: ['203.0.113.0/24'] });
  const topic = new KafkaTopic(dev, 'orders');
  const shop = microservice(dev, 'shop', { upstreams: [users, pay], consumes: [topic] });
  const reasons = derivedVariables(dev.graph.node(shop) as ServiceNode, dev.graph, dev.resolved.kafka);
  expect([...new Set(reasons.map(({ because }) => because))]).toEqual([
    "it calls 'users' on 'http'",
    "it calls 'pay', outside",
    'it uses Kafka',
    'it consumes',
    "it uses the topic 'dev.orders'",
  ]);
});

test('every service has a consumer group of its own in each environment', () => {
  expect(consumerGroup('prod', 'log')).toBe('prod.log');
});
