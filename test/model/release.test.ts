import { Duration } from 'cdk8s';
import { type Microservice, tiers } from 'cdk8s-fairway';
import { checkRelease, type ReleaseStrategy } from '../../lib/model/release';
import { environment, error, issuesOf, microservice, platform } from '../support/testing';

type Props = Parameters<typeof microservice>[2];

const { monitoring } = platform;
const ports = { http: 8080, metrics: 9100 };

function released(service: Props, more: Parameters<typeof environment>[0] = {}): Microservice {
  return microservice(environment({ monitoring, rollout: { canary: {} }, ...more }), 'users', service);
}

test('prod releases by canary, the other tiers pod by pod', () => {
  expect(Object.values(tiers).map(({ rollout }) => rollout)).toEqual(['rolling', 'rolling', { canary: {} }]);
});

test('a canary has a tenth of the pods, is judged for ten minutes, and may fail one request in twenty', () => {
  expect(released({ ports }).resolved.canary).toEqual({
    weightPercent: 10,
    errorPercent: 5,
    slowerPercent: 50,
    windowSeconds: 60,
    measurements: 10,
    paths: false,
    protocols: ['http'],
    prometheus: 'http://prometheus-operated.monitoring.svc:9090',
  });
});

test('each figure can be given anew', () => {
  const canary = { weightPercent: 25, judge: Duration.minutes(4), errorPercent: 1, slowerPercent: 10 };
  const service = released(
    { ports },
    { rollout: { canary }, monitoring: { ...monitoring, url: 'http://thanos:9090' } },
  );
  expect(service.resolved.canary).toMatchObject({
    weightPercent: 25,
    errorPercent: 1,
    slowerPercent: 10,
    measurements: 4,
    prometheus: 'http://thanos:9090',
  });
});

test('a service that is scraped seldom is measured seldom, and still twice', () => {
  const { canary } = released({ ports, metrics: { interval: Duration.minutes(2) } }).resolved;
  expect(canary).toMatchObject({ windowSeconds: 480, measurements: 2 });
});

describe('a service that nothing can judge is rolled pod by pod, and a note says why', () => {
  test.each<[string, Props, Parameters<typeof environment>[0], string]>([
    [
      'no requests',
      { ports: { metrics: 9100 } },
      {},
      'it answers no requests, http or grpc, that it could be judged by',
    ],
    ['no metrics', { ports: { http: 8080 } }, {}, 'nobody scrapes metrics that it could be judged by'],
    ['no pods', { ports, replicas: 0 }, {}, 'it has no pods'],
    ['no Prometheus', { ports }, { monitoring: undefined }, 'nobody scrapes metrics that it could be judged by'],
  ])('%s', (_name, service, more, reason) => {
    const { objects, resolved, node } = released(service, more);
    expect(resolved.canary).toBeUndefined();
    expect(Object.keys(objects)).not.toContain('Rollout');
    expect(objects.Deployment!.toJson().spec).toHaveProperty('replicas', service?.replicas ?? 1);
    expect(node.scope).toHaveProperty(
      'issues',
      expect.arrayContaining([
        expect.objectContaining({
          severity: 'note',
          rule: 'no-canary',
          message: `new versions roll out pod by pod, without a canary: ${reason}`,
        }),
      ]),
    );
  });

  test('a name that the pods would not have as a whole', () => {
    const called = (length: number): unknown =>
      microservice(environment({ monitoring, rollout: { canary: {} } }), 'u'.repeat(length), { ports }).resolved.canary;
    expect([called(46), called(47)]).toEqual([expect.anything(), undefined]);
  });
});

test.each<[ReleaseStrategy, string]>([
  [{ canary: { weightPercent: 0 } }, 'canary.weightPercent is 0: it must be per cent, from 1 to 99'],
  [{ canary: { weightPercent: 100 } }, 'canary.weightPercent is 100: it must be per cent, from 1 to 99'],
  [{ canary: { errorPercent: -1 } }, 'canary.errorPercent is -1: it must be per cent, from 0 to 100'],
  [{ canary: { slowerPercent: Number.NaN } }, 'canary.slowerPercent is NaN: it must be per cent, at least 0'],
  [
    { canary: { judge: Duration.seconds(90) } },
    'canary.judge is 90 s: it must be at least 120 s, because one bad measurement of a minute may be chance',
  ],
])('%j is refused', (rollout, message) => {
  expect(issuesOf((issues) => checkRelease({ rollout }, issues))).toEqual([error('canary', message)]);
});
