import { ApiObject, Chart, Testing } from 'cdk8s';
import { App, Environment, type EnvironmentProps, KafkaTopic, Microservice, tiers } from 'cdk8s-fairway';
import { Construct } from 'constructs';
import { environment, error, microservice, quietApp } from './support/testing';

describe('which environment a construct stands in', () => {
  test('is the one around it, however deep', () => {
    const dev = environment();
    const deep = new Construct(new Construct(dev, 'system'), 'part');
    expect(Environment.of(deep)).toBe(dev);
    expect(Environment.of(dev)).toBe(dev);
    expect(Environment.of(microservice(deep, 'users'))).toBe(dev);
  });

  test('is the innermost one', () => {
    const outer = environment();
    const inner = new Environment(outer, 'inner', tiers.dev);
    expect(Environment.of(new Construct(inner, 'x'))).toBe(inner);
  });

  test('fails where there is none, and says what to do', () => {
    const stray = new Construct(new Construct(new App(), 'shop'), 'users');
    expect(() => Environment.of(stray)).toThrow(
      /^\[shop\/users\] stands in no environment: make it in the scope of a new Environment\(app, 'dev', …\)$/,
    );
  });

  test.each([
    ['microservice', (scope: Construct) => new Microservice(scope, 'users', { image: 'users:1' })],
    ['topic', (scope: Construct) => new KafkaTopic(scope, 'users')],
  ])('refuses a %s in a plain chart', (_what, make) => {
    expect(() => make(new Chart(new App(), 'chart'))).toThrow(/^\[chart\/users\] stands in no environment/);
  });
});

describe('what is an environment', () => {
  const chart = new Chart(new App(), 'chart');

  test('is told by itself, not by the class of its parents', () => {
    expect([environment(), chart, {}, null, undefined, 'dev'].map(Environment.isEnvironment)).toEqual([
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });

  test('instanceof tells the same, though Chart would take any chart', () => {
    expect(environment()).toBeInstanceOf(Environment);
    expect(environment()).toBeInstanceOf(Chart);
    expect(chart).not.toBeInstanceOf(Environment);
    expect({}).not.toBeInstanceOf(Environment);
  });
});

describe('a value for the tier', () => {
  const environments = [tiers.dev, tiers.staging, tiers.prod].map((tier) => environment(tier));

  test('is chosen from one for each', () => {
    expect(environments.map((each) => each.select({ dev: 1, staging: 2, prod: 3 }))).toEqual([1, 2, 3]);
  });

  test('is chosen from some and one for the rest', () => {
    expect(environments.map((each) => each.select({ prod: 'large', default: 'small' }))).toEqual([
      'small',
      'small',
      'large',
    ]);
  });

  test('may be none at all', () => {
    expect(environments.map((each) => each.select<number | undefined>({ dev: undefined, default: 1 }))).toEqual([
      undefined,
      1,
      1,
    ]);
  });
});

test('objects of cdk8s in it are of its namespace', () => {
  expect(environment({ namespace: 'shop-dev' }).namespace).toBe('shop-dev');
  expect(environment().namespace).toBe('dev');
});

describe('two environments', () => {
  const pair = (first: Partial<EnvironmentProps>, second: Partial<EnvironmentProps>): readonly string[] => {
    const { app } = quietApp();
    new Environment(app, 'dev', { ...tiers.dev, ...first });
    const { node } = new Environment(app, 'test', { ...tiers.dev, ...second });
    return node.validate();
  };
  const shared = { namespace: 'shop' };
  const eu = { isolation: { cluster: { context: 'eu' } } };

  test('fail in one namespace of one cluster, once', () => {
    expect(pair(shared, shared)).toEqual([
      "namespace 'shop' is that of environment 'dev' on the same cluster: give one of them another namespace or isolation: { cluster: { context } }",
    ]);
    expect(pair({ ...shared, ...eu }, { ...shared, ...eu })).toHaveLength(1);
  });

  test('fail in one namespace where only nodes keep them apart', () => {
    expect(pair(shared, { ...shared, isolation: { nodes: { nodeSelector: { pool: 'a' } } } })).toHaveLength(1);
  });

  test('may have one namespace each on a cluster of its own', () => {
    expect(pair(shared, { ...shared, ...eu })).toEqual([]);
    expect(pair({ ...shared, ...eu }, { ...shared, isolation: { cluster: { context: 'us' } } })).toEqual([]);
  });

  test('may be of one namespace in two apps', () => {
    expect([environment(shared), environment(shared)].flatMap(({ node }) => node.validate())).toEqual([]);
  });

  test('fail for all else that is wrong only once, too', () => {
    expect(pair(shared, { ...shared, domain: 'A' }).map((message) => message.split(' ')[0])).toEqual([
      'domain',
      'namespace',
    ]);
  });
});

describe('issues', () => {
  test('are those of all constructs, by construct in order of declaration', () => {
    const dev = environment({ domain: 'A' });
    for (const name of ['b', 'a']) microservice(dev, name, { image: '?', replicas: -1 });
    const { issues } = dev;
    expect(issues.map(({ path }) => path).filter((path, index, all) => path !== all[index - 1])).toEqual([
      'dev',
      'dev/b',
      'dev/a',
    ]);
    expect(issues).toContainEqual(
      error('image', "'?' is not an image reference: write it like 'registry.example.com/shop/users:1.4.2'", 'dev/b'),
    );
  });

  test('are found anew when something is added', () => {
    const dev = environment();
    const users = microservice(dev, 'users', { ports: { http: 8080 } });
    const isolated = (): number => dev.issues.filter(({ rule }) => rule === 'isolated-service').length;
    expect(isolated()).toBe(1);
    microservice(dev, 'orders', { upstreams: [users] });
    expect(isolated()).toBe(0);
  });

  test('are found anew when objects of others are added, which do not tell', () => {
    const dev = environment();
    expect(dev.issues).toEqual([]);
    for (const id of ['a', 'b']) {
      new ApiObject(dev, id, { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'same' } });
    }
    expect(dev.issues).toHaveLength(1);
    expect(dev.node.validate()).toHaveLength(1);
  });

  test('fail the synth of the construct that they belong to', () => {
    const dev = environment();
    const users = microservice(dev, 'users', { image: '?', ports: { http: 8080 } });
    expect(users.node.validate()).toEqual([expect.stringContaining("'?' is not an image reference")]);
    expect(dev.node.validate()).toEqual([]);
  });

  test('that are waived are notes', () => {
    const waiver = { rule: 'isolated-service', reason: 'to come', owner: 'shop', until: '9999-12-31' };
    const dev = environment({ waivers: [waiver] });
    microservice(dev, 'users', { ports: { http: 8080 } });
    expect(dev.issues).toEqual([expect.objectContaining({ severity: 'note', rule: 'isolated-service' })]);
  });

  test('of a waiver that has expired fail the synth', () => {
    const waiver = { rule: 'isolated-service', reason: 'to come', owner: 'shop', until: '2020-01-01' };
    expect(environment({ waivers: [waiver] }).node.validate()).toEqual([
      expect.stringMatching(/^waiver of 'isolated-service' expired on 2020-01-01/),
    ]);
  });
});

test('it can be synthesized alone, as cdk8s tests do', () => {
  const dev = environment();
  microservice(dev, 'users', { ports: { http: 8080 } });
  const kinds = (Testing.synth(dev) as { kind: string }[]).map(({ kind }) => kind);
  expect(kinds.sort()).toEqual([
    'Deployment',
    'LimitRange',
    'Namespace',
    'NetworkPolicy',
    'NetworkPolicy',
    'ResourceQuota',
    'Service',
    'ServiceAccount',
  ]);
});
