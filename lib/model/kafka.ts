import type { Issues } from './issue';
import { isDnsSubdomain, isTopicName, suggestServiceName } from './names';
import type { SecretStoreReference } from './peer';
import type { DurationLike } from './units';

/** The Kafka cluster of an environment, run by Strimzi. Clients speak TLS and are known by certificate. */
export interface KafkaOptions {
  /** Name of the Strimzi `Kafka` object. */
  readonly cluster: string;
  /** The namespace that Strimzi's topic and user operators watch; topics and users are made there. */
  readonly namespace: string;
  /**
   * @default - '<cluster>-kafka-bootstrap.<namespace>.svc:9093', Strimzi's internal TLS listener
   */
  readonly bootstrapServers?: string;
  /** A store that reads Secrets of the Kafka namespace, by which a service's certificate reaches its own namespace. */
  readonly credentials: SecretStoreReference;
}

export interface ResolvedKafka {
  readonly cluster: string;
  readonly namespace: string;
  readonly bootstrapServers: string;
  readonly port: number;
  readonly credentials: Required<SecretStoreReference>;
}

/** How many copies of a topic stand, and how many must have a message before it counts as written. */
export interface TopicDurability {
  readonly replicationFactor: number;
  readonly minInsyncReplicas: number;
}

export interface KafkaTopicProps {
  /**
   * Name of the topic, which the environment's name goes in front of.
   * @default - the construct's id
   */
  readonly topicName?: string;
  /**
   * Upper bound of parallel consumers in a group.
   * @default 3
   */
  readonly partitions?: number;
  /**
   * Copies of the topic and how many must be in step.
   * @default - the environment's `topicDurability`
   */
  readonly durability?: TopicDurability;
  /**
   * How long a message is kept.
   * @default - 7 days
   */
  readonly retention?: DurationLike;
  /**
   * The producers or consumers are outside of this environment, so that nobody here need be one.
   * @default - none
   */
  readonly external?: 'producers' | 'consumers';
}

export interface ResolvedTopic {
  /** The name in this environment's code: the construct's id. */
  readonly name: string;
  /** The name on the broker: `<environment>.<topic>`. */
  readonly topicName: string;
  readonly objectName: string;
  /** Name of the environment it belongs to. */
  readonly environment: string;
  readonly partitions: number;
  readonly durability: TopicDurability;
  readonly retentionMs: number;
  readonly external?: 'producers' | 'consumers';
}

const PARTITIONS = 3;
const RETENTION_MS = 7 * 24 * 60 * 60 * 1000;
const TLS_PORT = 9093;

export function resolveKafka(options: KafkaOptions): ResolvedKafka {
  const bootstrapServers =
    options.bootstrapServers ?? `${options.cluster}-kafka-bootstrap.${options.namespace}.svc:${TLS_PORT}`;
  const port = Number(bootstrapServers.split(',')[0]!.split(':').at(-1));
  return {
    cluster: options.cluster,
    namespace: options.namespace,
    bootstrapServers,
    port: Number.isInteger(port) ? port : TLS_PORT,
    credentials: { kind: 'ClusterSecretStore', ...options.credentials },
  };
}

export function resolveTopic(
  id: string,
  props: KafkaTopicProps,
  environment: { readonly name: string; readonly topicDurability: TopicDurability },
  issues: Issues,
): ResolvedTopic {
  const topicName = `${environment.name}.${props.topicName ?? id}`;
  const partitions = props.partitions ?? PARTITIONS;
  const durability = props.durability ?? environment.topicDurability;
  if (!isTopicName(topicName)) {
    issues.error('topic-name', `topic name '${topicName}' must be at most 249 of letters, digits, '.', '_' and '-'`);
  }
  if (!isDnsSubdomain(id)) {
    issues.error(
      'topic-name',
      `topic '${id}' cannot name an object, which takes a-z, 0-9, '-' and '.': did you mean '${suggestServiceName(id)}'? its topicName may be any`,
    );
  }
  if (!Number.isInteger(partitions) || partitions < 1) {
    issues.error('partitions', `partitions is ${partitions}: it must be a whole number of at least 1`);
  }
  checkDurability(durability, issues);
  return {
    name: id,
    topicName,
    objectName: `${environment.name}-${id}`,
    environment: environment.name,
    partitions,
    durability,
    retentionMs: props.retention?.toMilliseconds() ?? RETENTION_MS,
    ...(props.external && { external: props.external }),
  };
}

function checkDurability(durability: TopicDurability, issues: Issues): void {
  for (const [field, value] of Object.entries(durability)) {
    if (Number.isInteger(value) && value >= 1) continue;
    issues.error('durability', `${field} is ${value}: it must be a whole number of at least 1`);
  }
  if (durability.minInsyncReplicas > durability.replicationFactor) {
    issues.error(
      'durability',
      `minInsyncReplicas ${durability.minInsyncReplicas} is over replicationFactor ${durability.replicationFactor}: nothing could ever be written`,
    );
  }
}
