import { Duration } from 'cdk8s';
import { resolveSlo, type SloOptions } from '../../lib/model/slo';
import { environment, error, issuesOf, microservice, objectOf, platform, resolved, users } from '../support/testing';

const port = { name: 'http', containerPort: 8080, protocol: 'http', tls: false } as never;
const metrics = { port, path: '/metrics', intervalSeconds: 15, buckets: [0.1, 0.3, 1] };
const context = { ports: [port], metrics, monitored: true };
const seconds = Duration.seconds;

test('the budget is what the objective leaves, without the dust of binary fractions', () => {
  const slo = { availability: 99.9, latency: { quantile: 0.99, under: Duration.millis(300) } };
  expect(resolved((issues) => resolveSlo(slo, context, issues)).objectives).toEqual([
    { slo: 'availability', budget: 0.001 },
    { slo: 'latency', budget: 0.01, underSeconds: 0.3 },
  ]);
});

test.each<[SloOptions, string]>([
  [{}, 'slo names no objective: give it availability, like 99.9, or latency, or leave it out'],
  [
    { availability: 100 },
    'availability is 100: nothing is available always: it must be per cent, more than 0 and less than 100, like 99.9',
  ],
  [{ availability: 0 }, 'availability is 0: it must be per cent, more than 0 and less than 100, like 99.9'],
  [{ availability: Number.NaN }, 'availability is NaN: it must be per cent, more than 0 and less than 100, like 99.9'],
  [
    { latency: { quantile: 99, under: seconds(1) } },
    "latency's quantile is 99: it must be more than 0 and less than 1, like 0.99",
  ],
  [{ latency: { quantile: 0.5, under: seconds(0) } }, "latency's under is 0 s: it must be more than 0"],
])('%j is refused', (slo, message) => {
  expect(issuesOf((issues) => resolveSlo(slo, context, issues))).toEqual([error('slo', message)]);
});

test('a time that is no bound of a bucket is refused, because nothing counts beyond it', () => {
  const slo = { latency: { quantile: 0.99, under: Duration.millis(250) } };
  expect(issuesOf((issues) => resolveSlo(slo, context, issues))).toEqual([
    error(
      'slo',
      "latency's under is 0.25 s, and the service's buckets end at 0.1, 0.3, 1 s: take one of these, or say which it has in metrics: { buckets: [0.25, …] }",
    ),
  ]);
});

test("a service that says nothing has the buckets of Prometheus' client libraries", () => {
  const found = (slo: SloOptions, buckets?: readonly number[]): readonly string[] => {
    const dev = environment(platform);
    const ports = { http: 8080, metrics: 9100 };
    microservice(dev, 'users', { ports, slo, ...(buckets && { metrics: { buckets } }) });
    return dev.issues.filter(({ rule }) => rule === 'slo').map(({ message }) => message);
  };
  const under = (millis: number): SloOptions => ({ latency: { quantile: 0.99, under: Duration.millis(millis) } });
  expect(found(under(250))).toEqual([]);
  expect(found(under(300))).toHaveLength(1);
  expect(found(under(300), [0.3])).toEqual([]);
});

test('both parts of a wrong latency are told at once', () => {
  const slo = { latency: { quantile: 0, under: seconds(0) } };
  expect(issuesOf((issues) => resolveSlo(slo, context, issues))).toHaveLength(2);
});

test.each([
  [
    'a service without requests',
    { ports: [] },
    'slo is about requests, and the service answers none: give it a port http or grpc, or leave slo out',
  ],
  [
    'an environment without a Prometheus',
    { monitored: false },
    'slo needs a Prometheus, and the environment has no monitoring: give the environment monitoring',
  ],
  [
    'a service without metrics',
    { metrics: undefined },
    'slo needs metrics, and the service has none: give it a port metrics, or metrics: { port }',
  ],
])('%s can promise nothing', (_, less, message) => {
  const found = issuesOf((issues) => resolveSlo({ availability: 99 }, { ...context, ...less }, issues));
  expect(found).toEqual([error('slo', message)]);
});

test.each(['runbooks/users', 'javascript:alert(1)', ''])('a runbook at %j is refused', (runbook) => {
  const dev = environment(platform);
  microservice(dev, 'users', { ports: { http: 8080 }, runbook });
  const message = `runbook '${runbook}' must be a web address, like 'https://runbooks.example.com/orders'`;
  expect(dev.issues).toContainEqual(error('runbook', message, 'dev/users'));
});

test('every alert of a service links to its runbook and names its owner', () => {
  const runbook = 'https://runbooks.example.com/users';
  const service = users({
    ports: { http: 8080, metrics: 9100 },
    slo: { availability: 99 },
    runbook,
    owner: 'team-users',
  });
  const { groups } = objectOf(service, 'PrometheusRule').spec as { groups: { rules: Record<string, unknown>[] }[] };
  const alerts = groups.flatMap(({ rules }) => rules).filter(({ alert }) => alert !== undefined);
  expect(alerts).toHaveLength(5);
  for (const alert of alerts) {
    expect(alert).toMatchObject({
      annotations: { runbook_url: runbook },
      labels: { owner: 'team-users', namespace: 'dev', tier: 'dev' },
    });
  }
});
