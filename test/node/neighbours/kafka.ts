import { apply } from '../../cluster/kubectl';
import { define } from './harness/definitions';
import { namespaceOf, untilRolledOut } from './harness/objects';
import { BROKER, BROKER_NAMES, brokerObjects } from './kafka/broker';
import { provideKafkaImage } from './kafka/image';
import { provideKeys } from './kafka/keys';
import { NAMESPACE } from './kafka/names';
import { startStrimziStandIn } from './strimzi-stand-in';

/** Starts a broker, and what brings it to what KafkaTopics and KafkaUsers say. */
export async function startKafka(): Promise<void> {
  const image = await provideKafkaImage();
  await define('kafkatopics.kafka.strimzi.io', 'kafkausers.kafka.strimzi.io');
  apply([namespaceOf(NAMESPACE)]);
  provideKeys(BROKER_NAMES);
  apply(brokerObjects(image));
  untilRolledOut(NAMESPACE, `statefulset/${BROKER}`);
  await startStrimziStandIn();
}
