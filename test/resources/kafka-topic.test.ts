import { Duration } from 'cdk8s';
import { KafkaTopic, type KafkaTopicProps } from 'cdk8s-fairway';
import type { Json } from '../support/manifest';
import { environment, ofKind, platform } from '../support/testing';

function topic(props: KafkaTopicProps = {}): Json | undefined {
  const dev = environment({ ...platform, topicDurability: { replicationFactor: 3, minInsyncReplicas: 2 } });
  new KafkaTopic(dev, 'events', props);
  return ofKind(dev, 'KafkaTopic')[0];
}

test('a topic is made for Strimzi, in the one namespace that it watches', () => {
  expect(topic()).toEqual({
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaTopic',
    metadata: {
      name: 'dev-events',
      namespace: 'kafka',
      labels: {
        'app.kubernetes.io/managed-by': 'cdk8s-fairway',
        environment: 'dev',
        'strimzi.io/cluster': 'main',
      },
    },
    spec: {
      topicName: 'dev.events',
      partitions: 3,
      replicas: 3,
      config: {
        'min.insync.replicas': 2,
        'retention.ms': 604_800_000,
        'unclean.leader.election.enable': false,
      },
    },
  });
});

test('it is as large and as durable as is said', () => {
  const durability = { replicationFactor: 2, minInsyncReplicas: 1 };
  expect(topic({ topicName: 'Events', partitions: 9, durability, retention: Duration.hours(1) })).toMatchObject({
    metadata: { name: 'dev-events' },
    spec: {
      topicName: 'dev.Events',
      partitions: 9,
      replicas: 2,
      config: { 'min.insync.replicas': 1, 'retention.ms': 3_600_000 },
    },
  });
});
