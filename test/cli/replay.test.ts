import { ApiObject, App as Cdk8sApp, Chart, Duration, Size } from 'cdk8s';
import { App, External, KafkaTopic, Microservice } from 'cdk8s-fairway';
import { Construct } from 'constructs';
import fc from 'fast-check';
import { exchanged } from '../../lib/cli/inputs';
import { replay } from '../../lib/cli/replay';
import { sideOf } from '../../lib/cli/side';
import { build, systemsOfAnyTier } from '../support/systems';
import { IMAGE } from '../support/testing';
import { recordedExample, recordedOf, side } from './recorded';

describe('an environment that is built again from what the program said', () => {
  test.each(['shop', 'sock-shop', 'go-microservice'])('has the very objects of the program: %s', (example) => {
    const recorded = recordedExample(example);

    expect(recorded.length).toBeGreaterThan(0);
    for (const environment of recorded) {
      const { objects, replayed } = sideOf(environment);
      expect(objects.size).toBeGreaterThan(0);
      expect(Object.fromEntries(replayed.objects)).toEqual(Object.fromEntries(objects));
    }
  });

  test('has the very objects of any program', () => {
    fc.assert(
      fc.property(systemsOfAnyTier(6), (plan) => {
        const [recorded] = recordedOf(() => build(new App(), plan));
        const { objects, replayed } = sideOf(recorded!);
        expect(Object.fromEntries(replayed.objects)).toEqual(Object.fromEntries(objects));
      }),
      { numRuns: 30 },
    );
  });

  test('knows what is no plain data, edges that came later, dead letters and overrides', () => {
    const { objects, replayed } = side((environment) => {
      const events = new KafkaTopic(environment, 'events', { retention: Duration.days(3) });
      const shop = new Construct(environment, 'shop');
      const bank = new External(shop, 'bank', { host: 'bank.example', cidrs: ['203.0.113.0/24'] });
      const users = new Microservice(shop, 'users', {
        image: IMAGE,
        ports: { http: 8080, grpc: 9090 },
        resources: { cpu: '100m', memory: Size.mebibytes(100) },
        shutdown: { requestTimeout: Duration.seconds(5) },
      });
      const orders = new Microservice(shop, 'orders', {
        image: IMAGE,
        consumes: [{ topic: events, deadLetter: true }],
      });
      orders.addUpstream({ service: users, port: 'grpc', timeout: Duration.seconds(9) });
      orders.addUpstream({ service: users, port: 'http', variable: 'USERS_WEB' });
      orders.addUpstream(bank);
      orders.addProduces(events);
      orders.override('Deployment', { spec: { paused: true } });
    });

    expect(objects.get('shop/orders/Deployment')).toMatchObject({ spec: { paused: true } });
    expect([...objects.keys()]).toContain('shop/orders/events-orders-dlq/KafkaTopic');
    expect(Object.fromEntries(replayed.objects)).toEqual(Object.fromEntries(objects));
  });

  test('is none where the library cannot make it', () => {
    const { inputs } = side((environment) => new KafkaTopic(environment, 'events', { external: 'producers' }));
    const id = JSON.stringify(['', 'Environment', 'topicDurability']);

    expect(replay(inputs)).toBeDefined();
    expect(replay(exchanged(inputs, [[id, undefined]]))).toBeUndefined();
  });
});

describe('a recording', () => {
  test('has every environment, with its issues', () => {
    const recorded = recordedExample('shop');

    expect(recorded.map(({ name }) => name)).toEqual(['dev', 'staging', 'prod']);
    expect(recorded[0]!.issues).toEqual([expect.objectContaining({ severity: 'note', rule: 'consul-deregister' })]);
  });

  test('has no objects where the environment has errors', () => {
    const [recorded] = recordedOf(() => {
      const environment = build(new App(), { environment: {}, services: [], calls: [], topics: [] });
      new Microservice(environment, 'users', { image: 'No Image' });
    });

    expect(recorded!.objects).toEqual([]);
    expect(recorded!.issues).toContainEqual(expect.objectContaining({ severity: 'error', rule: 'image' }));
  });

  test('tells errors of constructs that are not of this library', () => {
    const [recorded] = recordedOf(() => {
      const environment = build(new App(), { environment: {}, services: [], calls: [], topics: [] });
      new Construct(environment, 'mine').node.addValidation({ validate: () => ['not so'] });
    });

    expect(recorded!.issues).toEqual([
      { severity: 'error', rule: 'validation', message: 'not so', path: expect.stringMatching(/\/mine$/) },
    ]);
  });

  test('has the objects that the program makes by itself, and none outside of environments', () => {
    const [recorded] = recordedOf(() => {
      const app = new Cdk8sApp();
      const environment = build(app, { environment: {}, services: [], calls: [], topics: [] });
      new ApiObject(environment, 'mine', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine' } });
      new ApiObject(new Chart(app, 'other'), 'other', { apiVersion: 'v1', kind: 'ConfigMap' });
    });

    expect(recorded!.objects.filter(({ json }) => json.kind === 'ConfigMap').map(({ path }) => path)).toEqual(['mine']);
  });
});
