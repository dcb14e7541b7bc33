import { Construct } from 'constructs';
import { declare } from './declaration';
import { Environment } from './environment';
import { Manifest } from './manifest';
import { type KafkaTopicProps, type ResolvedTopic, resolveTopic } from './model/kafka';
import { kafkaTopic } from './resources/kafka-topic';

const KAFKA_TOPIC = Symbol.for('cdk8s-fairway.KafkaTopic');

/** A Kafka topic of the environment, run by Strimzi. Services name it in `produces` and `consumes`. */
export class KafkaTopic extends Construct {
  static isKafkaTopic(this: void, value: unknown): value is KafkaTopic {
    return typeof value === 'object' && value !== null && KAFKA_TOPIC in value;
  }

  /** The topic with nothing left undecided. */
  readonly resolved: ResolvedTopic;

  constructor(scope: Construct, id: string, props: KafkaTopicProps = {}) {
    super(scope, id);
    Object.defineProperty(this, KAFKA_TOPIC, { value: true });
    declare(this, 'KafkaTopic', props);
    const environment = Environment.of(this);
    const issues = environment.issuesFor(this);
    this.resolved = resolveTopic(id, props, environment.resolved, issues);
    environment.graph.addNode({ kind: 'topic', path: this.node.path, name: id, topic: this.resolved });
    environment.touch();
    const { kafka } = environment.resolved;
    if (kafka) {
      new Manifest(this, 'KafkaTopic', kafkaTopic(this.resolved, kafka));
    } else {
      issues.error(
        'no-kafka',
        'the topic needs a Kafka cluster, and the environment has none: give the environment kafka: { cluster, namespace, credentials }',
      );
    }
  }

  /** The name on the broker: the environment's name, a dot, the topic's. */
  get topicName(): string {
    return this.resolved.topicName;
  }
}
