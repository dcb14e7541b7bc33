import { type ConsumeOptions, KafkaTopic, type Microservice, type Replicas } from 'cdk8s-fairway';
import { environment, microservice, objectOf, platform } from '../support/testing';

function consumer(replicas: Replicas, ...consumes: readonly Omit<ConsumeOptions, 'topic'>[]): Microservice {
  const dev = environment({ ...platform, keda: true });
  return microservice(dev, 'log', {
    replicas,
    consumes: consumes.map((options, index) => ({
      topic: new KafkaTopic(dev, `t${index}`, { partitions: 6 }),
      ...options,
    })),
  });
}

const trigger = (topic: string, lagThreshold: string): object => ({
  type: 'kafka',
  metadata: {
    bootstrapServers: 'main-kafka-bootstrap.kafka.svc:9093',
    consumerGroup: 'dev.log',
    topic,
    lagThreshold,
    tls: 'enable',
  },
  authenticationRef: { name: 'log-kafka' },
});

test('a service is scaled by what it has not yet read, up to one pod a partition', () => {
  expect(objectOf(consumer(2, { lagThreshold: 50 }), 'ScaledObject').spec).toEqual({
    scaleTargetRef: { name: 'log' },
    minReplicaCount: 2,
    maxReplicaCount: 6,
    triggers: [trigger('dev.t0', '50')],
  });
});

test('by each topic that says so', () => {
  const service = consumer(1, { lagThreshold: 5 }, {}, { lagThreshold: 7 });
  expect(objectOf(service, 'ScaledObject')).toMatchObject({
    spec: { triggers: [trigger('dev.t0', '5'), trigger('dev.t2', '7')] },
  });
});

test('and by CPU where its replicas are a range, which then has no autoscaler of its own', () => {
  const service = consumer({ min: 2, max: 9, cpuPercent: 60 }, { lagThreshold: 5 });
  expect(objectOf(service, 'ScaledObject')).toMatchObject({
    spec: {
      minReplicaCount: 2,
      triggers: [trigger('dev.t0', '5'), { type: 'cpu', metricType: 'Utilization', metadata: { value: '60' } }],
    },
  });
  expect(service.objects).not.toHaveProperty('HorizontalPodAutoscaler');
  expect(service.node.tryFindChild('HorizontalPodAutoscaler')).toBeUndefined();
});

test('KEDA reads as the service itself', () => {
  expect(objectOf(consumer(1, { lagThreshold: 5 }), 'TriggerAuthentication')).toMatchObject({
    metadata: { name: 'log-kafka' },
    spec: {
      secretTargetRef: [
        { parameter: 'ca', name: 'log-kafka', key: 'ca.crt' },
        { parameter: 'cert', name: 'log-kafka', key: 'user.crt' },
        { parameter: 'key', name: 'log-kafka', key: 'user.key' },
      ],
    },
  });
});

test('a service that does not say so is not', () => {
  const { objects } = consumer(1, {});
  expect(objects).not.toHaveProperty('ScaledObject');
  expect(objects).not.toHaveProperty('TriggerAuthentication');
});
