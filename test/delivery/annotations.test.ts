import { ApiObject } from 'cdk8s';
import { environment, microservice, objectsUnder } from '../support/testing';
import { annotationsOf, deliveredShop, deliveredTier } from './deliveries';

const WAVE = 'argocd.argoproj.io/sync-wave';
const OPTIONS = 'argocd.argoproj.io/sync-options';

describe('the wave', () => {
  const waves = annotationsOf(deliveredShop('prod'), WAVE);

  test('of the environment and its topics comes before every service', () => {
    expect(waves).toMatchObject({
      'Namespace/shop': '-1',
      'NetworkPolicy/default-deny': '-1',
      'Gateway/gateway': '-1',
    });
  });

  test('of a service comes after those that it calls, with all of its objects', () => {
    expect(waves).toMatchObject({
      'Deployment/users': '0',
      'Service/users': '0',
      'Deployment/orders': '2',
      'HTTPRoute/orders': '2',
    });
  });

  test('of an autoscaler comes after what it scales, and before the next service', () => {
    expect(waves).toMatchObject({
      'Rollout/users': '0',
      'HorizontalPodAutoscaler/users': '1',
      'Rollout/orders': '2',
      'HorizontalPodAutoscaler/orders': '3',
    });
  });

  test('of Kafka’s objects follows the same rule, in the namespace of the brokers', () => {
    const ofKind = (kind: string): readonly unknown[] =>
      Object.entries(waves).flatMap(([object, wave]) => (object.startsWith(`${kind}/`) ? [wave] : []));
    expect(ofKind('KafkaTopic')).toEqual(['-1']);
    expect([...ofKind('KafkaUser')].sort()).toEqual(['0', '0', '0', '2']);
  });

  test('follows what is added later', () => {
    const dev = deliveredTier('dev');
    const orders = microservice(dev.environment, 'orders', { ports: { http: 8080 } });
    expect(annotationsOf(dev, WAVE)).toMatchObject({ 'Deployment/orders': '0' });
    orders.addUpstream(microservice(dev.environment, 'users', { ports: { http: 8080 } }));
    expect(annotationsOf(dev, WAVE)).toMatchObject({ 'Deployment/users': '0', 'Deployment/orders': '2' });
  });

  test('does not depend on a call that the caller can do without, and a circle shares one', () => {
    const dev = deliveredTier('dev');
    const ports = { http: 8080 };
    const [a, b, c] = ['a', 'b', 'c'].map((name) => microservice(dev.environment, name, { ports }));
    a!.addUpstream(b!);
    b!.addUpstream(a!);
    c!.addUpstream({ service: a!, optional: true });
    expect(annotationsOf(dev, WAVE)).toMatchObject({ 'Deployment/a': '0', 'Deployment/b': '0', 'Deployment/c': '0' });
  });

  test('is not written on objects of others, and gives way to the user’s own', () => {
    const dev = deliveredTier('dev');
    new ApiObject(dev.environment, 'mine', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine' } });
    const { Deployment } = microservice(dev.environment, 'users').objects;
    Deployment!.metadata.addAnnotation(WAVE, '7');
    expect(annotationsOf(dev, WAVE)).toMatchObject({ 'ConfigMap/mine': undefined, 'Deployment/users': '7' });
  });
});

describe('without a confirmation', () => {
  test.each(['staging', 'prod'] as const)('no topic and no namespace of %s is removed', (name) => {
    const guarded = Object.entries(annotationsOf(deliveredShop(name), OPTIONS)).filter(
      ([, value]) => value !== undefined,
    );
    expect(guarded.map(([object, value]) => [object.split('/')[0], value])).toEqual([
      ['Namespace', 'Prune=confirm,Delete=confirm'],
      ['KafkaTopic', 'Prune=confirm,Delete=confirm'],
    ]);
  });

  test('everything of dev is', () => {
    expect(Object.values(annotationsOf(deliveredShop('dev'), OPTIONS)).filter(Boolean)).toEqual([]);
  });
});

test('an environment that is not delivered carries none of it', () => {
  expect(JSON.stringify(objectsUnder(environment()))).not.toContain('argocd');
});
