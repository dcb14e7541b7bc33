import type { IKafkaTopic } from '@kubernetes-models/strimzi-kafka-operator/kafka.strimzi.io/v1/KafkaTopic';
import type { ResolvedKafka, ResolvedTopic } from '../model/kafka';
import { type Labels, MANAGED_BY } from '../model/labels';
import type { Blueprint } from './blueprint';

/** A topic for Strimzi's topic operator, in the one namespace that it watches. */
export function kafkaTopic(topic: ResolvedTopic, kafka: ResolvedKafka): Blueprint<IKafkaTopic> {
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaTopic',
    name: topic.objectName,
    namespace: kafka.namespace,
    labels: topicLabels(topic, kafka),
    body: () => ({
      spec: {
        topicName: topic.topicName,
        partitions: topic.partitions,
        replicas: topic.durability.replicationFactor,
        config: {
          'min.insync.replicas': topic.durability.minInsyncReplicas,
          'retention.ms': topic.retentionMs,
          'unclean.leader.election.enable': false,
        },
      },
    }),
  };
}

function topicLabels(topic: ResolvedTopic, kafka: ResolvedKafka): Labels {
  return {
    'app.kubernetes.io/managed-by': MANAGED_BY,
    environment: topic.environment,
    'strimzi.io/cluster': kafka.cluster,
  };
}
