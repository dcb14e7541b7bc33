import { type Issue, KafkaTopic, type KafkaTopicProps } from 'cdk8s-fairway';
import { environment, error, microservice, platform } from '../support/testing';

interface Use {
  readonly produced?: boolean;
  readonly consumed?: boolean;
  readonly external?: KafkaTopicProps['external'];
}

function problems({ produced = false, consumed = false, external }: Use): readonly Issue[] {
  const dev = environment(platform);
  const events = new KafkaTopic(dev, 'events', external ? { external } : {});
  microservice(dev, 'users', { produces: produced ? [events] : [], consumes: consumed ? [events] : [] });
  return dev.issues.filter(({ rule }) => rule.startsWith('topic-'));
}

const unproduced = error(
  'topic-without-producer',
  "nobody produces 'events': add it to a service's produces, or say external: 'producers'",
  'dev/events',
);
const unconsumed = error(
  'topic-without-consumer',
  "nobody consumes 'events': add it to a service's consumes, or say external: 'consumers'",
  'dev/events',
);

test('a topic that is written and read is used', () => {
  expect(problems({ produced: true, consumed: true })).toEqual([]);
});

test('fails when nobody writes a topic, unless somebody outside does', () => {
  expect(problems({ consumed: true })).toEqual([unproduced]);
  expect(problems({ consumed: true, external: 'producers' })).toEqual([]);
});

test('fails when nobody reads a topic, unless somebody outside does', () => {
  expect(problems({ produced: true })).toEqual([unconsumed]);
  expect(problems({ produced: true, external: 'consumers' })).toEqual([]);
});

test('fails for both when nobody uses a topic', () => {
  expect(problems({})).toEqual([unproduced, unconsumed]);
});

test('fails when readers outside are all that a topic has', () => {
  expect(problems({ external: 'consumers' })).toEqual([unproduced]);
});
