import { Duration } from 'cdk8s';
import type { Issue, KafkaTopicProps } from '../../lib/index';
import { type ResolvedTopic, resolveKafka, resolveTopic } from '../../lib/model/kafka';
import { error, issuesOf, resolved } from '../support/testing';

const environment = { name: 'dev', topicDurability: { replicationFactor: 3, minInsyncReplicas: 2 } };
const topicOf = (props: KafkaTopicProps = {}, id = 'orders'): ResolvedTopic =>
  resolved((issues) => resolveTopic(id, props, environment, issues));
const problems = (props: KafkaTopicProps, id = 'orders'): readonly Issue[] =>
  issuesOf((issues) => resolveTopic(id, props, environment, issues));

describe('a cluster', () => {
  const options = { cluster: 'main', namespace: 'kafka', credentials: { name: 'store' } };

  test('is reached by Strimzi’s listener with TLS', () => {
    expect(resolveKafka(options)).toEqual({
      cluster: 'main',
      namespace: 'kafka',
      bootstrapServers: 'main-kafka-bootstrap.kafka.svc:9093',
      port: 9093,
      credentials: { name: 'store', kind: 'ClusterSecretStore' },
    });
  });

  test.each([
    ['a.example:9095,b.example:9095', 9095],
    ['a.example', 9093],
    ['a.example:x', 9093],
  ])('at %s is reached on port %i', (bootstrapServers, port) => {
    expect(resolveKafka({ ...options, bootstrapServers })).toMatchObject({ bootstrapServers, port });
  });

  test('may have a store of the namespace', () => {
    const credentials = { name: 'store', kind: 'SecretStore' } as const;
    expect(resolveKafka({ ...options, credentials }).credentials).toEqual(credentials);
  });
});

test('a topic has three partitions, keeps a week and is as durable as its environment', () => {
  expect(topicOf()).toEqual({
    name: 'orders',
    topicName: 'dev.orders',
    objectName: 'dev-orders',
    environment: 'dev',
    partitions: 3,
    durability: { replicationFactor: 3, minInsyncReplicas: 2 },
    retentionMs: 604_800_000,
  });
});

test('everything about it can be said', () => {
  const durability = { replicationFactor: 1, minInsyncReplicas: 1 };
  expect(
    topicOf({
      topicName: 'Orders_v2',
      partitions: 12,
      durability,
      retention: Duration.hours(1),
      external: 'producers',
    }),
  ).toMatchObject({
    name: 'orders',
    topicName: 'dev.Orders_v2',
    objectName: 'dev-orders',
    partitions: 12,
    durability,
    retentionMs: 3_600_000,
    external: 'producers',
  });
});

test('one partition is enough', () => {
  expect(topicOf({ partitions: 1 }).partitions).toBe(1);
});

test.each(['a b', 'a/b', 'ä', 'a'.repeat(246)])('refuses the topic name %j', (topicName) => {
  expect(problems({ topicName })).toEqual([
    error('topic-name', `topic name 'dev.${topicName}' must be at most 249 of letters, digits, '.', '_' and '-'`),
  ]);
});

test.each([
  ['Orders', 'orders'],
  ['order_events', 'order-events'],
  ['-orders', 'orders'],
])('refuses the id %s, which cannot name an object', (id, suggestion) => {
  expect(problems({}, id)).toEqual([
    error(
      'topic-name',
      `topic '${id}' cannot name an object, which takes a-z, 0-9, '-' and '.': did you mean '${suggestion}'? its topicName may be any`,
    ),
  ]);
});

test.each([0, -1, 1.5, Number.NaN])('refuses %d partitions', (partitions) => {
  expect(problems({ partitions })).toEqual([
    error('partitions', `partitions is ${partitions}: it must be a whole number of at least 1`),
  ]);
});

test.each([0, -1, 1.5])('refuses %d copies', (replicationFactor) => {
  expect(problems({ durability: { replicationFactor, minInsyncReplicas: replicationFactor } })).toEqual([
    error('durability', `replicationFactor is ${replicationFactor}: it must be a whole number of at least 1`),
    error('durability', `minInsyncReplicas is ${replicationFactor}: it must be a whole number of at least 1`),
  ]);
});

test('refuses more copies in step than there are', () => {
  expect(problems({ durability: { replicationFactor: 2, minInsyncReplicas: 3 } })).toEqual([
    error('durability', 'minInsyncReplicas 3 is over replicationFactor 2: nothing could ever be written'),
  ]);
});
