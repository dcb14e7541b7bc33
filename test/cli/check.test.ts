import { App, Environment, External, KafkaTopic, Microservice, type MicroserviceProps, tiers } from 'cdk8s-fairway';
import { check, hasFindings } from '../../lib/cli/check';
import { checkText } from '../../lib/cli/check-text';
import { promotion } from '../../lib/cli/promotion';
import { IMAGE, platform } from '../support/testing';
import { type Content, recordedExample, recordedOf, side } from './recorded';

function users(props: Partial<MicroserviceProps> = {}): Content {
  return (environment) => {
    const callee = new Microservice(environment, 'users', { image: IMAGE, ports: { http: 8080 }, ...props });
    const [port] = Object.keys(props.ports ?? { http: 8080 });
    new Microservice(environment, 'orders', { image: IMAGE, upstreams: [{ service: callee, port: port! }] });
  };
}

function found(from: Content, to: Content): readonly (readonly [string, string])[] {
  return promotion(side(from), side(to, {}, 'prod')).map(({ rule, message }) => [rule, message]);
}

describe('between two environments', () => {
  test('stands nothing where they are the same', () => {
    expect(found(users(), users())).toEqual([]);
  });

  test('stands a service, topic, external system or edge that only one of them has', () => {
    const more: Content = (environment) => {
      const events = new KafkaTopic(environment, 'events', { external: 'consumers' });
      const bank = new External(environment, 'bank', { host: 'bank.example', cidrs: ['203.0.113.0/24'] });
      const callee = new Microservice(environment, 'users', {
        image: IMAGE,
        ports: { http: 8080 },
        produces: [events],
      });
      new Microservice(environment, 'orders', { image: IMAGE, upstreams: [bank] });
      new Microservice(environment, 'cart', { image: IMAGE, upstreams: [callee] });
    };

    expect(found(more, users()).map(([, message]) => message)).toEqual([
      "service 'cart' is in staging and not in prod: declare it in both, or in neither",
      "topic 'events' is in staging and not in prod: declare it in both, or in neither",
      "external 'bank' is in staging and not in prod: declare it in both, or in neither",
      "'users' produces 'events' is in staging and not in prod: declare it in both, or in neither",
      "'orders' calls 'bank' is in staging and not in prod: declare it in both, or in neither",
      "'cart' calls 'users' on 'http' is in staging and not in prod: declare it in both, or in neither",
      "'orders' calls 'users' on 'http' is in prod and not in staging: declare it in both, or in neither",
    ]);
  });

  test('stands a configuration key or a secret that the next one lacks', () => {
    const secret = { key: 'users/db' };

    expect(
      found(users({ config: { A: '1', B: '2' }, secrets: { DB: secret } }), users({ config: { A: '2' } })),
    ).toEqual([
      ['config-key', "'users' has no config 'B' in prod (layer service): give it one there too"],
      ['secret', "'users' has no secret 'DB' in prod: give it one there too"],
    ]);
    expect(
      found(users({ config: { A: '1' } }), users({ config: { A: '2', B: '2' }, secrets: { DB: secret } })),
    ).toEqual([]);
  });

  test.each([
    ['shop/users:1.4.2', 'shop/users:1.4.2', []],
    ['shop/users:release-v1.10.0', 'shop/users:stable-1.9.3', []],
    ['shop/users:release-v1.9', 'shop/users:stable-1.9.0', []],
    ['shop/users:abc', 'shop/users:stable-1.9.3', []],
    [`shop/users:1.0.0@sha256:${'a'.repeat(64)}`, `shop/users:2.0.0@sha256:${'a'.repeat(64)}`, []],
    ['shop/users:release-v1.9.2', 'shop/users:stable-1.9.3', ['older-version']],
    ['shop/users:release-v1.9.2', 'shop/users:stable-2.0.0', ['older-version']],
    ['shop/users:1.0.0', 'other/users:1.0.0', ['same-image']],
  ])('%s goes after %s: %j', (image, running, rules) => {
    expect(found(users({ image }), users({ image: running })).map(([rule]) => rule)).toEqual(rules);
  });

  test('stands a port that is gone or another one, with those who call it', () => {
    const lost = "port 'http' of 'users' in prod, which orders calls, is not there or another one in staging";

    expect(found(users({ ports: { http: { containerPort: 8080, port: 8081 } } }), users())).toEqual([
      ['older-contract', `${lost}: let callers go over first`],
    ]);
    expect(found(users({ ports: { web: 8080 } }), users())).toContainEqual([
      'older-contract',
      expect.stringContaining(lost),
    ]);
    expect(found(users(), users({ ports: { http: 8080, admin: 9000 } }))).toContainEqual([
      'older-contract',
      "port 'admin' of 'users' in prod is not there or another one in staging: let callers go over first",
    ]);
  });

  test('stands no port that is new, or that only the pods have another number for', () => {
    expect(found(users({ ports: { http: 8081 } }), users())).toEqual([]);
  });

  test('stands a topic that would lose partitions', () => {
    const topic =
      (partitions: number): Content =>
      (environment) => {
        const events = new KafkaTopic(environment, 'events', { partitions, external: 'consumers' });
        new Microservice(environment, 'users', { image: IMAGE, produces: [events] });
      };

    expect(found(topic(3), topic(6))).toEqual([
      ['older-contract', "topic 'events' has 6 partitions in prod and 3 in staging: Kafka never takes one away"],
    ]);
    expect(found(topic(6), topic(3))).toEqual([]);
  });
});

describe('the check of a program', () => {
  test('finds nothing in the shop, and compares staging with prod', () => {
    const report = check(recordedExample('shop'), undefined);

    expect(report.promotions).toEqual([{ from: 'staging', to: 'prod', findings: [] }]);
    expect(hasFindings(report)).toBe(false);
    expect(checkText(report, '2026-01-01')).toContain('staging → prod: nothing stands between them');
  });

  test('compares the environments that are named', () => {
    const report = check(recordedExample('shop'), ['dev', 'prod']);

    expect(report.promotions.map(({ from, to }) => `${from} ${to}`)).toEqual(['dev prod']);
  });

  test('knows no environment that is not there', () => {
    expect(() => check(recordedExample('shop'), ['dev', 'prdo'])).toThrow(
      "there is no environment 'prdo': did you mean 'prod'? There is dev, staging, prod",
    );
  });

  test('tells warnings, and waivers with the days that they still have', () => {
    const recorded = recordedOf(() => {
      const waivers = [
        { rule: 'isolated-service', service: 'users', reason: 'not yet', owner: 'shop', until: '2126-01-31' },
      ];
      const environment = new Environment(new App(), 'dev', { ...platform, ...tiers.dev, waivers });
      new Microservice(environment, 'users', { image: IMAGE, ports: { http: 8080 }, config: { password: 'x' } });
    });
    const report = check(recorded, undefined);

    expect(hasFindings(report)).toBe(true);
    expect(checkText(report, '2126-01-01')).toContain(
      '  waiver of isolated-service for users by shop until 2126-01-31 (30 days)',
    );
    expect(checkText(report, '2126-01-01')).toMatch(/^ {2}warning \[dev\/users\] .*\(config-secret\)$/m);
  });

  test('tells errors, and compares nothing with an environment that has some', () => {
    const recorded = recordedOf(() => {
      const app = new App();
      for (const tier of ['staging', 'prod'] as const) {
        const environment = new Environment(app, tier, { ...platform, ...tiers[tier] });
        new Microservice(environment, 'users', { image: 'registry.example.com/users:release-v1' });
      }
    });
    const report = check(recorded, undefined);

    expect(report.promotions).toEqual([{ from: 'staging', to: 'prod' }]);
    expect(hasFindings(report)).toBe(true);
    expect(checkText(report, '2026-01-01')).toContain('staging → prod: not compared, because of the errors above');
    expect(checkText(report, '2026-01-01')).toMatch(/error \[prod\/users\] .*'stable-\*'.*\(image-rule\)/);
  });
});
