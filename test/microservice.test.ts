import { type Environment, KafkaTopic, Microservice } from 'cdk8s-fairway';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import {
  container,
  environment,
  error,
  microservice,
  note,
  objectOf,
  objectsUnder,
  ofKind,
  platform,
  users,
} from './support/testing';

const http = { ports: { http: 8080 } };

test('it is known by itself', () => {
  expect([users(), environment(), {}, null, undefined, 'x'].map(Microservice.isMicroservice)).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

test('every object of it stands in its namespace, under its name and its labels', () => {
  const service = users(
    { ...http, config: { A: 1 }, replicas: { min: 2, max: 3 }, ingress: {}, labels: { team: 'a' } },
    { namespace: 'shop', disruptionBudget: true },
  );
  for (const { kind, metadata } of objectsUnder(service)) {
    expect(metadata).toMatchObject({
      name: expect.stringMatching(kind === 'ConfigMap' ? /^users-config-/ : /^users$/),
      namespace: 'shop',
      labels: { 'app.kubernetes.io/instance': 'users', environment: 'dev', team: 'a' },
    });
  }
});

describe('the system that it is part of', () => {
  const partOf = (service: Microservice): unknown => service.resolved.labels['app.kubernetes.io/part-of'];

  test('is the construct around it', () => {
    expect(partOf(microservice(new Construct(environment(), 'shop'), 'users'))).toBe('shop');
  });

  test('is itself, right in an environment', () => {
    expect(partOf(users())).toBe('users');
  });

  test('is written as a label can hold it', () => {
    expect(partOf(microservice(new Construct(environment(), 'My shop!'), 'users'))).toBe('My-shop');
  });
});

describe('its objects', () => {
  test('are those that its props ask for', () => {
    expect(Object.keys(users().objects)).toEqual(['ServiceAccount', 'Deployment', 'NetworkPolicy']);
    expect(Object.keys(users(http).objects)).toEqual(['ServiceAccount', 'Deployment', 'Service', 'NetworkPolicy']);
  });

  test('are by kind, and there to patch by cdk8s', () => {
    const service = users(http);
    service.objects.Service!.metadata.addLabel('patched', 'yes');
    expect(objectOf(service, 'Service')).toMatchObject({ metadata: { labels: { patched: 'yes' } } });
  });

  test('that Kafka needs are there as soon as a topic is used', () => {
    const dev = environment(platform);
    const service = microservice(dev, 'log');
    service.addConsumes(new KafkaTopic(dev, 'events'));
    expect(Object.keys(service.objects)).toEqual(expect.arrayContaining(['KafkaUser', 'KafkaCredentials']));
  });
});

test('its configuration tells the layer of each key and what it hides', () => {
  const service = users({ config: { A: 's', B: 's' } }, { platformConfig: { A: 'p' } });
  expect(service.config).toEqual([
    { key: 'A', value: 's', layer: 'service', hidden: [{ layer: 'platform', value: 'p' }] },
    { key: 'B', value: 's', layer: 'service', hidden: [] },
  ]);
});

test('services may call each other', () => {
  const dev = environment();
  const a = microservice(dev, 'a', http);
  const b = microservice(dev, 'b', { ...http, upstreams: [a] });
  a.addUpstream(b);
  expect(container(a).env).toEqual([
    { name: 'HTTP_PORT', value: '8080' },
    { name: 'B_ADDR', value: 'b:80' },
    { name: 'B_URL', value: 'http://b' },
  ]);
  expect(container(b).env).toMatchObject([{ name: 'HTTP_PORT' }, { name: 'A_ADDR' }, { name: 'A_URL' }]);
});

test('a service may call itself', () => {
  const dev = environment();
  const a = microservice(dev, 'a', http);
  a.addUpstream(a);
  expect(dev.issues).toEqual([]);
  expect(objectOf(a, 'NetworkPolicy')).toMatchObject({
    spec: { ingress: [{ from: [{ podSelector: { matchLabels: { 'app.kubernetes.io/instance': 'a' } } }] }] },
  });
});

describe('an override', () => {
  test('has the last say, and is noted', () => {
    const dev = environment();
    const service = microservice(dev, 'users');
    expect(dev.issues).not.toEqual([]);
    service.override('Deployment', { spec: { minReadySeconds: 30 } });
    expect(objectOf(service, 'Deployment')).toMatchObject({ spec: { minReadySeconds: 30, revisionHistoryLimit: 5 } });
    expect(dev.issues).toContainEqual(
      note('override', 'Deployment is overridden: {"spec":{"minReadySeconds":30}}', 'dev/users'),
    );
  });

  test('fails for an object that is not there', () => {
    const service = users();
    service.override('Service', {});
    expect((service.node.scope as Environment).issues).toContainEqual(
      error(
        'override',
        "there is no Service to override: the service's objects are ServiceAccount, Deployment, NetworkPolicy",
        'dev/users',
      ),
    );
  });
});

describe('dead letters', () => {
  const dev = environment({ ...platform, topicDurability: { replicationFactor: 3, minInsyncReplicas: 2 } });
  const events = new KafkaTopic(dev, 'events', { partitions: 12, external: 'producers' });
  const service = microservice(dev, 'log', { consumes: [{ topic: events, deadLetter: true }] });

  test('have a topic of the service’s own, as durable and kept twice as long', () => {
    expect(ofKind(service, 'KafkaTopic')).toMatchObject([
      {
        metadata: { name: 'dev-events-log-dlq', namespace: 'kafka' },
        spec: {
          topicName: 'dev.events.log.dlq',
          partitions: 1,
          replicas: 3,
          config: { 'retention.ms': 2 * 604_800_000, 'min.insync.replicas': 2 },
        },
      },
    ]);
  });

  test('need no reader', () => {
    expect(dev.issues.filter(({ severity }) => severity === 'error')).toEqual([]);
  });

  test('are told by name', () => {
    expect(container(service).env).toContainEqual({ name: 'KAFKA_TOPIC_EVENTS_DLQ', value: 'dev.events.log.dlq' });
  });
});

describe('scaling by lag', () => {
  const consume = (lagThreshold: number, keda = true): readonly unknown[] => {
    const dev = environment({ ...platform, keda });
    microservice(dev, 'log', {
      consumes: [{ topic: new KafkaTopic(dev, 'events', { external: 'producers' }), lagThreshold }],
    });
    return dev.issues.filter(({ severity }) => severity === 'error');
  };

  test('is done where KEDA runs', () => {
    expect(consume(1)).toEqual([]);
  });

  test('fails where it does not', () => {
    expect(consume(10, false)).toEqual([
      error(
        'no-keda',
        'the service is scaled by lag, and the environment has no KEDA: give the environment keda: true, or leave out lagThreshold',
        'dev/log',
      ),
    ]);
  });

  test.each([0, -1, 1.5, Number.NaN])('fails by a threshold of %d', (lagThreshold) => {
    expect(consume(lagThreshold)).toEqual([
      error('lag-threshold', `lagThreshold is ${lagThreshold}: it must be a whole number of at least 1`, 'dev/log'),
    ]);
  });

  test('fails once for want of Kafka, and makes nothing', () => {
    const dev = environment({ keda: true });
    const topic = new KafkaTopic(dev, 'events', { external: 'producers' });
    const service = microservice(dev, 'log', { consumes: [{ topic, lagThreshold: 5 }] });
    expect(dev.issues.filter(({ severity }) => severity === 'error').map(({ rule }) => rule)).toEqual(['no-kafka']);
    expect(service.objects).not.toHaveProperty('ScaledObject');
  });
});

describe('in cdk8s-plus, it stands for', () => {
  const selector = { 'app.kubernetes.io/instance': 'users' };

  test('the pods of a network policy', () => {
    const dev = environment();
    const service = microservice(dev, 'users', http);
    const policy = new kplus.NetworkPolicy(dev, 'policy', { selector: service });
    policy.addIngressRule(service, [kplus.NetworkPolicyPort.tcp(1)]);
    expect(service.toPodSelector()).toBe(service);
    const spec = ofKind(dev, 'NetworkPolicy').at(-1)?.spec;
    expect(spec).toMatchObject({
      podSelector: { matchLabels: selector },
      ingress: [{ from: [{ podSelector: { matchLabels: selector } }] }],
    });
  });

  test('the subject of a role binding', () => {
    const dev = environment({ namespace: 'shop' });
    const role = new kplus.Role(dev, 'role');
    role.allowRead(kplus.ApiResource.CONFIG_MAPS);
    role.bind(microservice(dev, 'users', http));
    expect(ofKind(dev, 'RoleBinding')[0]?.subjects).toMatchObject([
      { kind: 'ServiceAccount', name: 'users', namespace: 'shop' },
    ]);
  });
});
