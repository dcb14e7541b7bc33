import { KafkaTopic, type Replicas } from 'cdk8s-fairway';
import { type Json, record } from '../support/manifest';
import { environment, microservice, objectOf, platform, users } from '../support/testing';

const spec = (replicas: Replicas): Json => record(objectOf(users({ replicas }), 'Deployment').spec);

test('it chooses its pods by a label that never changes', () => {
  expect(spec(1).selector).toEqual({ matchLabels: { 'app.kubernetes.io/instance': 'users' } });
  expect(spec(1)).toMatchObject({ template: { metadata: { labels: { 'app.kubernetes.io/instance': 'users' } } } });
});

test.each([0, 1, 3])('it has %i pods when that is said', (replicas) => {
  expect(spec(replicas).replicas).toBe(replicas);
});

test('the number of pods is left to an autoscaler where there is one', () => {
  expect(spec({ min: 2, max: 4 })).not.toHaveProperty('replicas');
});

test('and to KEDA, where the service scales by lag', () => {
  const dev = environment({ ...platform, keda: true });
  const topic = new KafkaTopic(dev, 'events', { external: 'producers' });
  const service = microservice(dev, 'log', { replicas: 2, consumes: [{ topic, lagThreshold: 10 }] });
  expect(record(objectOf(service, 'Deployment').spec)).not.toHaveProperty('replicas');
});

test('no pod goes before a new one is ready', () => {
  expect(spec(1)).toMatchObject({
    strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
    minReadySeconds: 5,
    progressDeadlineSeconds: 600,
    revisionHistoryLimit: 5,
  });
});
