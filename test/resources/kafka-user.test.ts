import { type Environment, KafkaTopic, type Microservice } from 'cdk8s-fairway';
import { type Json, record } from '../support/manifest';
import { environment, microservice, objectOf, platform } from '../support/testing';

const dev = (): Environment => environment({ ...platform, namespace: 'shop-dev' });
const topic = (scope: Environment, id: string): KafkaTopic => new KafkaTopic(scope, id);
const acls = (service: Microservice): unknown => record(record(objectOf(service, 'KafkaUser').spec).authorization).acls;
const onTopic = (name: string, ...operations: readonly string[]): Json => ({
  resource: { type: 'topic', name, patternType: 'literal' },
  operations,
});
const group = { resource: { type: 'group', name: 'dev.users', patternType: 'literal' }, operations: ['Read'] };

test('a service that uses Kafka is a user there, known by its certificate', () => {
  const scope = dev();
  const service = microservice(scope, 'users', { produces: [topic(scope, 'events')] });
  expect(objectOf(service, 'KafkaUser')).toMatchObject({
    metadata: { name: 'dev-users', namespace: 'kafka', labels: { 'strimzi.io/cluster': 'main', environment: 'dev' } },
    spec: { authentication: { type: 'tls' }, authorization: { type: 'simple' } },
  });
});

test('who writes may write, and nothing else', () => {
  const scope = dev();
  expect(acls(microservice(scope, 'users', { produces: [topic(scope, 'events')] }))).toEqual([
    onTopic('dev.events', 'Describe', 'Write'),
  ]);
});

test('who reads may read, in its own group', () => {
  const scope = dev();
  expect(acls(microservice(scope, 'users', { consumes: [topic(scope, 'events')] }))).toEqual([
    onTopic('dev.events', 'Describe', 'Read'),
    group,
  ]);
});

test('rights stand in the order of topics, whatever the order of declaration', () => {
  const scope = dev();
  const [b, a] = [topic(scope, 'b'), topic(scope, 'a')];
  const service = microservice(scope, 'users', { produces: [b], consumes: [a] });
  service.addProduces(a);
  expect(acls(service)).toEqual([
    onTopic('dev.a', 'Describe', 'Read'),
    onTopic('dev.a', 'Describe', 'Write'),
    onTopic('dev.b', 'Describe', 'Write'),
    group,
  ]);
});

test('a topic that is named twice gives its right once', () => {
  const scope = dev();
  const events = topic(scope, 'events');
  expect(acls(microservice(scope, 'users', { produces: [events, events] }))).toHaveLength(1);
});

test('who cannot process a message may write it to the dead letters', () => {
  const scope = dev();
  const service = microservice(scope, 'users', { consumes: [{ topic: topic(scope, 'events'), deadLetter: true }] });
  expect(acls(service)).toContainEqual(onTopic('dev.events.users.dlq', 'Describe', 'Write'));
});

test('the certificate comes to the service with the authority of the brokers', () => {
  const scope = dev();
  const service = microservice(scope, 'users', { produces: [topic(scope, 'events')] });
  expect(objectOf(service, 'KafkaCredentials')).toMatchObject({
    kind: 'ExternalSecret',
    metadata: { name: 'users-kafka', namespace: 'shop-dev' },
    spec: {
      secretStoreRef: { name: 'kafka-credentials', kind: 'ClusterSecretStore' },
      target: { name: 'users-kafka', creationPolicy: 'Owner' },
      data: [
        { secretKey: 'ca.crt', remoteRef: { key: 'main-cluster-ca-cert', property: 'ca.crt' } },
        { secretKey: 'user.crt', remoteRef: { key: 'dev-users', property: 'user.crt' } },
        { secretKey: 'user.key', remoteRef: { key: 'dev-users', property: 'user.key' } },
      ],
    },
  });
});

test('fails where its name is too long for a certificate', () => {
  const failures = (length: number): readonly string[] => {
    const scope = dev();
    const name = 'a'.repeat(length);
    return microservice(scope, name, { produces: [topic(scope, 'events')], ports: { http: 8080 } }).node.validate();
  };
  expect(failures(60)).toEqual([]);
  expect(failures(61)).toEqual([
    `Kafka user 'dev-${'a'.repeat(61)}' has 65 characters, and a certificate holds 64: shorten the name of the service or of the environment`,
  ]);
});

test('a service that does not use Kafka is no user there', () => {
  const { objects } = microservice(dev(), 'users');
  expect(objects).not.toHaveProperty('KafkaUser');
  expect(objects).not.toHaveProperty('KafkaCredentials');
});
