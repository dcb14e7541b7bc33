import { KafkaTopic } from 'cdk8s-fairway';
import { Construct } from 'constructs';
import { environment, error, microservice, ofKind, platform } from './support/testing';

test('its name begins with its environment’s', () => {
  expect(new KafkaTopic(environment(platform), 'events').topicName).toBe('dev.events');
  expect(new KafkaTopic(environment(platform, 'prod'), 'events', { topicName: 'E' }).topicName).toBe('prod.E');
});

test('it is known by itself', () => {
  const topic = new KafkaTopic(environment(platform), 'events');
  expect([topic, environment(), {}, null, undefined, 'x'].map(KafkaTopic.isKafkaTopic)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('it stands in the graph', () => {
  const dev = environment(platform);
  const topic = new KafkaTopic(new Construct(dev, 'shop'), 'events', { partitions: 7 });
  expect(dev.graph.node(topic)).toMatchObject({ path: 'dev/shop/events', name: 'events', topic: { partitions: 7 } });
});

test('fails where there is no Kafka, and writes nothing', () => {
  const dev = environment();
  const topic = new KafkaTopic(dev, 'events', { external: 'producers' });
  microservice(dev, 'log', { consumes: [topic] });
  expect(topic.node.validate()).toEqual([
    'the topic needs a Kafka cluster, and the environment has none: give the environment kafka: { cluster, namespace, credentials }',
  ]);
  expect(ofKind(dev, 'KafkaTopic')).toEqual([]);
  expect(ofKind(dev, 'KafkaUser')).toEqual([]);
});

test('fails by what is wrong with itself', () => {
  const topic = new KafkaTopic(environment(platform), 'events', { partitions: 0, external: 'producers' });
  expect(topic.node.validate()).toContain('partitions is 0: it must be a whole number of at least 1');
});

test('fails when two of one name stand in one environment', () => {
  const dev = environment(platform);
  for (const system of ['a', 'b']) new KafkaTopic(new Construct(dev, system), 'events');
  expect(dev.issues).toContainEqual(
    error(
      'name-collision',
      "KafkaTopic 'dev-events' stands in namespace 'kafka' already, made by dev/a/events: rename one of the two",
      'dev/b/events',
    ),
  );
});
