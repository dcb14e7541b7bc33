import { ApiObject } from 'cdk8s';
import { type Environment, KafkaTopic, Microservice } from 'cdk8s-fairway';
import { explain, unknownStep } from '../../lib/cli/explain';
import { explainText } from '../../lib/cli/explain-text';
import { type Side, sideOf } from '../../lib/cli/side';
import { objectNamed } from '../../lib/cli/target';
import { IMAGE } from '../support/testing';
import { recordedExample, side } from './recorded';

function causesIn(one: Side, object: string, path = ''): Record<string, readonly string[]> {
  return Object.fromEntries(explain(one, object, path).fields.map(({ field, causes }) => [field, causes]));
}

describe('what put a field there', () => {
  const prod = sideOf(recordedExample('shop').find(({ name }) => name === 'prod')!);

  test('is a prop of the service, of the environment or of its tier', () => {
    const causes = causesIn(prod, 'shop/orders/Deployment');

    expect(causes).toMatchObject({
      'spec.template.spec.containers[orders].image': ['image of orders'],
      'spec.template.spec.containers[orders].ports[http].containerPort': ['ports[http] of orders'],
      'spec.template.spec.containers[orders].resources.requests.cpu': ['resources of orders in this environment'],
      'spec.template.spec.topologySpreadConstraints[0].maxSkew': ['spread of tier prod'],
      'metadata.namespace': ['namespace of the environment'],
      'metadata.labels.environment': ["the environment's name"],
      'metadata.labels.owner': ['owner of the environment'],
    });
  });

  test('is nothing that the program says, where it is a default', () => {
    const causes = causesIn(prod, 'shop/orders/Deployment', 'spec.revisionHistoryLimit');

    expect(causes).toEqual({ 'spec.revisionHistoryLimit': [] });
  });

  test('is an edge, with the port that it leads to', () => {
    expect(
      causesIn(prod, 'shop/orders/Deployment', 'spec.template.spec.containers[orders].env[USERS_ADDR].value'),
    ).toEqual({
      'spec.template.spec.containers[orders].env[USERS_ADDR].value': [
        'ports[grpc] of users',
        'edge orders → users grpc',
      ],
    });
    expect(causesIn(prod, 'shop/users/NetworkPolicy', 'spec.ingress[0].from')).toEqual({
      'spec.ingress[0].from[0].podSelector.matchLabels[app.kubernetes.io/instance]': [
        'ports[grpc] of users',
        'edge orders → users grpc',
      ],
    });
  });

  test('is a layer of the configuration, with what it hides', () => {
    const { fields } = explain(prod, 'shop/orders/ConfigMap', 'data[log.level]');

    expect(fields).toMatchObject([
      {
        value: 'warn',
        causes: ["config 'log.level' of orders (layer service-in-environment)"],
        hides: [{ layer: 'platform', value: 'info' }],
      },
    ]);
  });

  test('is the strongest layer, though a weaker one has the same value', () => {
    const one = side((environment) => new Microservice(environment, 'users', { image: IMAGE, config: { A: '1' } }), {
      config: { A: '1' },
    });

    expect(causesIn(one, 'users/ConfigMap', 'data.A')).toEqual({ 'data.A': ["config 'A' of users (layer service)"] });
  });

  test('is told of an object that would not be there at all, and of its fields', () => {
    const { because, fields } = explain(prod, 'shop/orders/HorizontalPodAutoscaler', 'spec.minReplicas');

    expect(because).toEqual(['replicas of tier prod']);
    expect(fields).toMatchObject([{ value: 3, causes: ['replicas of tier prod'] }]);
  });

  test('is the services, of what the environment computes from them', () => {
    const causes = causesIn(prod, 'ResourceQuota', 'spec.hard[requests.cpu]');

    expect(causes['spec.hard[requests.cpu]']).toEqual(
      expect.arrayContaining([
        'replicas of tier prod',
        'resources of orders in this environment',
        'Microservice users',
      ]),
    );
  });

  test('is the program itself, where it changed what the library made', () => {
    const one = side((environment: Environment) => {
      new Microservice(environment, 'users', { image: IMAGE }).objects.Deployment!.metadata.addLabel('by', 'hand');
    });
    const explanation = explain(one, 'users/Deployment', 'metadata.labels.by');

    expect(explanation.fields).toMatchObject([{ value: 'hand', byProgram: true }]);
    expect(explainText(explanation)).toContain('metadata.labels.by: "hand"  ← the program itself');
  });

  test('is the program itself, of an object of its own', () => {
    const one = side((environment: Environment) => {
      new ApiObject(environment, 'mine', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine' } });
    });
    const explanation = explain(one, 'mine', '');

    expect(explanation.because).toEqual([]);
    expect(explanation.fields.map(({ byProgram, causes }) => [byProgram, causes])).toEqual(
      explanation.fields.map(() => [true, []]),
    );
    expect(explainText(explanation)).toContain('is there by the program itself');
  });

  test('does not show a secret', () => {
    const one = side(
      (environment) =>
        new Microservice(environment, 'users', { image: IMAGE, secrets: { TOKEN: { literal: 'hush' } } }),
      { secretLiterals: true },
    );
    const explanation = explain(one, 'users/Secret', '');

    expect(explanation.fields.map(({ field }) => field)).toContain('stringData.TOKEN');
    expect(JSON.stringify(explanation) + explainText(explanation)).not.toContain('hush');
  });

  test('is told for many services at once in what a large environment computes', () => {
    const one = side((environment) => {
      for (let index = 0; index < 60; index++) {
        new Microservice(environment, `s-${index}`, { image: IMAGE, resources: 'm', owner: 'a' });
      }
    });

    expect(causesIn(one, 'ResourceQuota', 'spec.hard[requests.cpu]')['spec.hard[requests.cpu]']).toContain(
      'resources of s-0 and others',
    );
  });

  test('does not ask neighbours of neighbours', () => {
    const one = side((environment) => {
      const events = new KafkaTopic(environment, 'events');
      const a = new Microservice(environment, 'a', { image: IMAGE, ports: { http: 80 }, produces: [events] });
      new Microservice(environment, 'b', { image: IMAGE, upstreams: [a], consumes: [events] });
      new Microservice(environment, 'c', { image: IMAGE });
    });

    expect(JSON.stringify(explain(one, 'b/NetworkPolicy', ''))).not.toContain('of c');
    expect(causesIn(one, 'b/KafkaUser', 'metadata.name')).toEqual({ 'metadata.name': ["the environment's name"] });
  });
});

describe('the explanation', () => {
  const staging = sideOf(recordedExample('shop').find(({ name }) => name === 'staging')!);

  test('tells fields that all come from the same together', () => {
    const text = explainText(explain(staging, 'shop/orders/Deployment', ''));

    expect(text).toContain('Deployment/orders in staging (shop/orders/Deployment)');
    expect(text).toMatch(/^spec\.template\.spec\.affinity: \(\d fields\) {2}← spread of tier staging$/m);
    expect(text).toMatch(/^spec\.strategy: \(3 fields\)$/m);
  });

  test('tells what is known where a path leads nowhere', () => {
    const json = staging.objects.get('shop/orders/Deployment');

    expect(unknownStep(json, 'spec.strategy.rollingUpdate.maxSurge')).toBeUndefined();
    expect(unknownStep(json, 'spec.strategy.rolling')).toEqual({
      at: 'spec.strategy',
      known: ['rollingUpdate', 'type'],
    });
  });
});

describe('an object', () => {
  const dev = sideOf(recordedExample('shop').find(({ name }) => name === 'dev')!);

  test.each([
    ['Deployment/orders', 'shop/orders/Deployment'],
    ['deployment/orders', 'shop/orders/Deployment'],
    ['shop/orders/Deployment', 'shop/orders/Deployment'],
    ['ConfigMap/users', 'shop/users/ConfigMap'],
    ['KafkaTopic/order-events', 'shop/order-events/KafkaTopic'],
    ['Namespace/shop-dev', 'Namespace'],
  ])('is meant by %s', (text, path) => {
    expect(objectNamed(dev, text)).toBe(path);
  });

  test.each([
    ['Deploymnt/orders', "there is no kind 'Deploymnt': did you mean 'Deployment'? There is "],
    ['Deployment/order', "there is no Deployment 'order': did you mean 'orders'? There is "],
    ['Deployment', "there is no Deployment '': there is users, orders, "],
    ['ExternalSecret/orders', "there is no ExternalSecret 'orders': there is orders-secrets, orders-kafka"],
  ])('is not found by %s', (text, message) => {
    expect(() => objectNamed(dev, text)).toThrow(message);
  });
});
