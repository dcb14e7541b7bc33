import { ApiObject, Chart } from 'cdk8s';
import { App, Environment, KafkaTopic, type Microservice, tiers } from 'cdk8s-fairway';
import * as kplus from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { compareObjects, fileOf } from '../../lib/engines/layout';
import { environment, microservice, platform } from '../support/testing';

const firstOf = (scope: Construct): ApiObject => scope.node.findAll().filter(ApiObject.isApiObject)[0]!;

describe('the file of an object', () => {
  const dev = environment(platform);
  const shop = new Construct(dev, 'shop');

  test('of the environment itself comes first', () => {
    expect(fileOf(dev.node.findChild('Namespace') as ApiObject)).toBe('dev/00-environment');
  });

  test('of a topic comes before all services', () => {
    expect(fileOf(firstOf(new KafkaTopic(shop, 'events')))).toBe('dev/10-topics');
  });

  test('of a service has the service’s name', () => {
    expect(fileOf((microservice(shop, 'users') as Microservice).objects.Deployment!)).toBe('dev/users');
  });

  test('of anything else in the environment stands between', () => {
    expect(fileOf(firstOf(new kplus.ConfigMap(shop, 'mine')))).toBe('dev/20-others');
    expect(fileOf(firstOf(new kplus.ConfigMap(dev, 'mine')))).toBe('dev/20-others');
  });

  test('right in the environment is the environment’s', () => {
    expect(fileOf(new ApiObject(dev, 'object', { apiVersion: 'v1', kind: 'ConfigMap' }))).toBe('dev/00-environment');
  });

  test('that stands within a service is the service’s', () => {
    const users = microservice(dev, 'within');
    expect(fileOf(firstOf(new kplus.ConfigMap(users, 'mine')))).toBe('dev/within');
  });

  test('of a plain chart has the chart’s name', () => {
    const chart = new Chart(new App(), 'plain');
    expect(fileOf(new ApiObject(chart, 'x', { apiVersion: 'v1', kind: 'ConfigMap' }))).toBe('plain');
  });

  test('of an environment within another is the inner one’s', () => {
    const inner = new Environment(environment(), 'inner', tiers.dev);
    expect(fileOf(inner.node.findChild('Namespace') as ApiObject)).toBe('inner/00-environment');
  });
});

describe('the order of objects', () => {
  const scope = environment();
  let count = 0;
  const object = (kind: string, name = 'x'): ApiObject =>
    new ApiObject(scope, `o${count++}`, { apiVersion: 'v1', kind, metadata: { name } });
  const order = (...objects: readonly ApiObject[]): readonly string[] =>
    [...objects].sort(compareObjects).map(({ kind, name }) => `${kind} ${name}`);

  test('is that in which a cluster should get them', () => {
    const kinds = [
      'Namespace',
      'ResourceQuota',
      'LimitRange',
      'RoleBinding',
      'NetworkPolicy',
      'CiliumNetworkPolicy',
      'AuthorizationPolicy',
      'ServiceIntentions',
      'Certificate',
      'Gateway',
      'ServiceAccount',
      'ConfigMap',
      'Secret',
      'ExternalSecret',
      'KafkaTopic',
      'KafkaUser',
      'Service',
      'Deployment',
      'HorizontalPodAutoscaler',
      'TriggerAuthentication',
      'ScaledObject',
      'PodDisruptionBudget',
      'Ingress',
      'HTTPRoute',
      'GRPCRoute',
      'ServiceMonitor',
      'PodMonitor',
    ];
    const made = kinds.map((kind) => object(kind));
    expect(order(...made.toReversed()).map((words) => words.split(' ')[0])).toEqual(kinds);
  });

  test('is by name within a kind', () => {
    expect(order(object('Service', 'b'), object('Service', 'a'))).toEqual(['Service a', 'Service b']);
  });

  test('puts kinds that nobody knows last, by their names', () => {
    expect(order(object('Zebra'), object('Apple'), object('PodMonitor'))).toEqual([
      'PodMonitor x',
      'Apple x',
      'Zebra x',
    ]);
  });

  test('is by path where all else is equal', () => {
    const [first, second] = [object('Service'), object('Service')];
    expect([second, first].sort(compareObjects)).toEqual([first, second]);
    expect(compareObjects(first, first)).toBe(0);
  });
});
