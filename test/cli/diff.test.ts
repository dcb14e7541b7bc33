import { ApiObject } from 'cdk8s';
import { type Environment, KafkaTopic, Microservice, type MicroserviceProps } from 'cdk8s-fairway';
import fc from 'fast-check';
import { diff } from '../../lib/cli/diff';
import { diffText } from '../../lib/cli/diff-text';
import { sideOf } from '../../lib/cli/side';
import { IMAGE } from '../support/testing';
import { recordedExample, side } from './recorded';

function users(props: Partial<MicroserviceProps> = {}): (environment: Environment) => Microservice {
  return (environment) => new Microservice(environment, 'users', { image: IMAGE, ports: { http: 8080 }, ...props });
}

/** Names of the causes of each difference, by object and field. */
function causes(...sides: Parameters<typeof diff>): Record<string, readonly string[]> {
  return Object.fromEntries(
    diff(...sides).differences.map((one) => [
      `${one.object} ${one.field ?? one.change}`,
      one.causes.map(({ name }) => name),
    ]),
  );
}

describe('the cause of a difference', () => {
  test('is the layer of the configuration that the key comes from', () => {
    const config = { configAs: { as: 'files' as const, reload: 'live' as const } };
    const left = side(users(config), { platformConfig: { A: '1', B: '1', C: '1', D: '1' } });
    const right = side(users({ ...config, config: { C: '2' } }), {
      platformConfig: { A: '2', B: '1', C: '1', D: '1' },
      config: { B: '2' },
      services: { users: { config: { D: '2' } } },
    });

    expect(causes(left, right)).toEqual({
      'ConfigMap/users-config data.A': ["config 'A' (layer platform)"],
      'ConfigMap/users-config data.B': ["config 'B' (layer environment)"],
      'ConfigMap/users-config data.C': ["config 'C' of users (layer service)"],
      'ConfigMap/users-config data.D': ["config 'D' of users (layer service-in-environment)"],
    });
  });

  test("is the tier, where the value is the tier's own", () => {
    const left = side(users(), { quota: 'none' });

    expect(causes(left, side(users(), { quota: 'none', spread: false }))).toEqual({
      'Deployment/users spec.template.spec.affinity': ['spread of the environment'],
      'Deployment/users spec.template.spec.topologySpreadConstraints': ['spread of the environment'],
    });
    expect(causes(side(users(), { quota: 'none', replicas: 5 }), left)).toEqual({
      'Deployment/users spec.replicas': ['replicas of tier staging'],
    });
  });

  test('is the rollout, for the Services that a canary by routes has more', () => {
    const service = users({ ports: { http: 8080, metrics: 9100 }, ingress: {} });
    const canary = (traffic: 'pods' | 'routes'): ReturnType<typeof side> =>
      side(service, { quota: 'none', rollout: { canary: { traffic } } });

    const found = causes(canary('pods'), canary('routes'));

    expect(Object.keys(found)).toEqual(
      expect.arrayContaining(['Service/users-canary added', 'Service/users-stable added']),
    );
    expect(new Set(Object.values(found).flat())).toEqual(new Set(['rollout of the environment']));
  });

  test('is an edge, in the objects of both of its ends', () => {
    const system =
      (called: boolean) =>
      (environment: Environment): void => {
        const callee = users()(environment);
        new Microservice(environment, 'orders', { image: IMAGE, upstreams: called ? [callee] : [] });
      };

    const found = causes(side(system(false)), side(system(true)));

    expect(found).toMatchObject({
      'Deployment/orders spec.template.spec.containers[orders].env': ['edge orders → users'],
      'NetworkPolicy/users spec.ingress[]': ['edge orders → users'],
      'NetworkPolicy/orders spec.egress[]': ['edge orders → users'],
    });
    expect(new Set(Object.values(found).flat())).toEqual(new Set(['edge orders → users']));
  });

  test('is every input that the value needs', () => {
    const left = side(users({ replicas: 1 }), { disruptionBudget: false, quota: 'none' });
    const right = side(users({ replicas: 2 }), { quota: 'none' });

    expect(causes(left, right)['PodDisruptionBudget/users added']).toEqual([
      'disruptionBudget of tier staging',
      'replicas of users',
    ]);
  });

  test('is a service that only one side has, with all that is said of it', () => {
    const one = side(users(), { quota: 'none' });
    const both = side(
      (environment) => {
        users()(environment);
        new Microservice(environment, 'orders', { image: IMAGE, config: { A: '1' } });
      },
      { quota: 'none' },
    );

    expect(new Set(Object.values(causes(one, both)).flat())).toEqual(new Set(['Microservice orders']));
  });

  test('is the program itself, where no input makes it', () => {
    const right = side((environment) => {
      users()(environment).objects.Deployment!.metadata.addAnnotation('by', 'hand');
      new ApiObject(environment, 'mine', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'mine' } });
    });

    const report = diff(side(users()), right);

    expect(report.differences).toMatchObject([
      { object: 'Deployment/users', field: 'metadata.annotations', causes: [] },
      { object: 'ConfigMap/mine', change: 'added', causes: [] },
    ]);
    expect(diffText(report)).toContain('no single input: the program itself');
  });

  test('is an override', () => {
    const right = side((environment) => users()(environment).override('Deployment', { spec: { paused: true } }));

    expect(causes(side(users()), right)).toEqual({
      'Deployment/users spec.paused': ['override of Deployment of users'],
    });
  });

  test('is found for every difference of the shop, and none is left to the program', () => {
    const [dev, staging, prod] = recordedExample('shop').map((one) => sideOf(one));

    for (const [left, right] of [
      [dev!, staging!],
      [staging!, prod!],
    ] as const) {
      const { differences } = diff(left, right);
      expect(differences.length).toBeGreaterThan(50);
      expect(differences.filter((one) => one.causes.length === 0)).toEqual([]);
    }
  });

  test('is the one input that is not the same, whichever it is', () => {
    const changes = [
      { image: 'registry.example.com/shop/users:2' },
      { ports: { http: 8081 } },
      { replicas: 7 },
      { resources: 'l' },
      { owner: 'team-a' },
      { labels: { part: 'a' } },
      { command: ['run'] },
      { ingress: { path: '/' } },
      { consul: true },
      { config: { A: '2' } },
    ] as const satisfies readonly Partial<MicroserviceProps>[];
    fc.assert(
      fc.property(fc.constantFrom(...changes), (change) => {
        const report = diff(side(users({ config: { A: '1' } })), side(users({ config: { A: '1' }, ...change })));
        expect(report.differences.length).toBeGreaterThan(0);
        for (const { causes: found } of report.differences) {
          expect(found.map(({ name }) => name)).toEqual([expect.stringContaining(Object.keys(change)[0]!)]);
        }
      }),
    );
  });
});

describe('a large program', () => {
  const services = Array.from({ length: 70 }, (_, index) => `service-${index}`);
  const system =
    (tag: string) =>
    (environment: Environment): void => {
      for (const name of services)
        new Microservice(environment, name, { image: `registry.example.com/${name}:${tag}` });
    };

  test('still has the cause by its own service, though inputs are tried together', () => {
    const report = diff(side(system('1')), side(system('2')));

    expect(report.differences.length).toBe(3 * services.length);
    for (const { object, causes: found } of report.differences) {
      expect(found.map(({ name }) => name)).toEqual([`image of ${object.slice('Deployment/'.length)}`]);
    }
  });
});

describe('the report', () => {
  test('tells who uses what is not the same', () => {
    const system =
      (partitions: number, port: number) =>
      (environment: Environment): void => {
        const events = new KafkaTopic(environment, 'events', { partitions });
        const callee = users({ ports: { http: port }, produces: [events] })(environment);
        new Microservice(environment, 'orders', { image: IMAGE, upstreams: [callee], consumes: [events] });
      };

    const report = diff(side(system(3, 8080)), side(system(6, 8081)));

    expect(report.affected).toEqual([
      { name: 'events', kind: 'topic', callers: [], producers: ['users'], consumers: ['orders'] },
      { name: 'orders', kind: 'service', callers: [], producers: [], consumers: [] },
      { name: 'users', kind: 'service', callers: ['orders'], producers: [], consumers: [] },
    ]);
    expect(diffText(report)).toContain('topic events: written by users; read by orders');
  });

  test('never shows a secret, and still tells that it is another one', () => {
    const secret = (literal: string): Parameters<typeof side> => [
      users({ secrets: { TOKEN: { literal } } }),
      { secretLiterals: true },
    ];
    const report = diff(side(...secret('hush-one')), side(...secret('hush-two')));
    const added = diff(side(users()), side(...secret('hush-two')));

    expect(report.differences.map(({ field }) => field)).toContain('stringData.TOKEN');
    expect(JSON.stringify([report, added])).not.toContain('hush');
    expect(diffText(report) + diffText(added)).not.toContain('hush');
  });

  test('puts the same change of many objects on one line', () => {
    const text = diffText(diff(side(users()), side(users(), { owner: 'team-a' })));

    expect(text).toMatch(
      /^owner of the environment: \(none\) → "team-a"\n {2}~ .* and \d+ more\n {6}metadata.labels.owner/m,
    );
  });

  test('says that there is no difference', () => {
    expect(diffText(diff(side(users()), side(users())))).toBe('staging → staging: no difference\n');
  });
});
