import { Duration } from 'cdk8s';
import { KafkaTopic, type MicroserviceProps } from 'cdk8s-fairway';
import { record, records } from '../support/manifest';
import { environment, microservice, objectOf, platform, tracing, users } from '../support/testing';

type Service = Parameters<typeof objectOf>[0];
const slo = { availability: 99.9, latency: { quantile: 0.99, under: Duration.millis(300) } };
const ports = { http: 8080, metrics: 9100 };

function rulesOf(service: Service): readonly Record<string, unknown>[] {
  const { groups } = objectOf(service, 'PrometheusRule').spec as { groups: unknown };
  return records(groups).flatMap(({ rules }) => records(rules));
}

const alertsOf = (service: Service): readonly Record<string, unknown>[] =>
  rulesOf(service).filter(({ alert }) => alert !== undefined);

test('the rule is found by the labels that Prometheus selects by', () => {
  expect(objectOf(users({ ports }), 'PrometheusRule')).toMatchObject({
    metadata: { name: 'users', namespace: 'dev', labels: { release: 'stack' } },
  });
});

test('a service that promises nothing is called about when it fails too many requests of enough', () => {
  expect(alertsOf(users({ ports }))).toMatchObject([
    {
      alert: 'TooManyErrors',
      expr: 'service:request_errors:ratio_rate5m{namespace="dev",service="users",protocol="http"} > 0.05 and service:requests:rate5m{namespace="dev",service="users",protocol="http"} > 0.2',
      for: '5m',
      labels: { severity: 'page' },
    },
  ]);
});

test('what is promised is watched at four speeds, each over a long and a short window', () => {
  const burns = alertsOf(users({ ports, slo: { availability: 99.9 } })).slice(1);
  const series = '{namespace="dev",service="users",protocol="http"}';
  expect(burns[0]).toMatchObject({
    alert: 'ErrorBudgetBurn',
    expr: `service:request_errors:ratio_rate1h${series} > 14.4 * 0.001 and service:request_errors:ratio_rate5m${series} > 14.4 * 0.001`,
    labels: { severity: 'page', slo: 'availability', window: '1h' },
  });
  expect(burns.map(({ labels }) => (labels as { severity: string }).severity)).toEqual([
    'page',
    'page',
    'ticket',
    'ticket',
  ]);
});

test('latency is watched by the requests that were too slow', () => {
  const [, , , , , burn] = alertsOf(users({ ports, slo }));
  expect(burn).toMatchObject({
    labels: { slo: 'latency' },
    expr: expect.stringContaining('service:slow_requests:ratio_rate1h'),
  });
});

test('everything that an alert asks for is recorded', () => {
  const rules = rulesOf(users({ ports: { ...ports, grpc: 9090 }, slo }));
  const known = rules.flatMap(({ record, labels }) =>
    record === undefined ? [] : [`${record} ${(labels as { protocol: string }).protocol}`],
  );
  const asked = rules.flatMap(({ alert, expr }) =>
    alert === undefined
      ? []
      : [...String(expr).matchAll(/(service:[\w:]+)\{[^}]*protocol="(\w+)"/g)].map(
          ([, name, protocol]) => `${name} ${protocol}`,
        ),
  );
  expect(asked.length).toBeGreaterThan(16);
  expect(asked.filter((series) => !known.includes(series))).toEqual([]);
  expect(new Set(known).size).toBe(known.length);
});

describe('what a caller counts on', () => {
  const caller = (props: Partial<MicroserviceProps>): Service => {
    const dev = environment({ ...platform, tracing });
    const stock = microservice(dev, 'stock', { ports: { grpc: 9090 } });
    return microservice(dev, 'users', { upstreams: [{ service: stock, slo }], ...props });
  };
  const chosen = '{namespace="dev",service="users",upstream="stock"}';

  test('is watched at four speeds, and called about by the name of caller and callee', () => {
    const burns = alertsOf(caller({ ports, owner: 'team-users' })).filter(({ labels }) => record(labels).upstream);
    expect(burns.map(({ labels }) => record(labels).window)).toEqual(['1h', '6h', '1d', '3d', '1h', '6h', '1d', '3d']);
    expect(burns[0]).toMatchObject({
      alert: 'ErrorBudgetBurn',
      expr: `edge:request_errors:ratio_rate1h${chosen} > 14.4 * 0.001 and edge:request_errors:ratio_rate5m${chosen} > 14.4 * 0.001`,
      labels: { severity: 'page', service: 'users', upstream: 'stock', slo: 'availability', owner: 'team-users' },
      annotations: {
        summary: 'users spends its error budget of availability with stock 14.4 times as fast as it may',
        description:
          '{{ $value | humanizePercentage }} of its requests to stock of 1h missed the objective, and 0.1 % may',
      },
    });
  });

  test('is recorded with everything that its alerts ask for', () => {
    const rules = rulesOf(caller({ ports }));
    const recorded = rules.map((rule) => `${String(rule.record)}${JSON.stringify(rule.labels)}`);
    const labels = JSON.stringify({ namespace: 'dev', service: 'users', upstream: 'stock' });
    const asked = rules.flatMap(({ expr }) => String(expr).match(/edge:[\w:]+/g) ?? []);
    expect(new Set(asked).size).toBe(14);
    expect(asked.filter((name) => !recorded.includes(`${name}${labels}`))).toEqual([]);
    expect(recorded).toContain(`edge:requests:rate5m${labels}`);
    expect(recorded).toContain(`edge:request_duration_seconds:p99_5m${labels}`);
  });

  test('is watched of a caller that has no requests or metrics of its own', () => {
    expect(new Set(alertsOf(caller({})).map(({ alert }) => alert))).toEqual(new Set(['ErrorBudgetBurn']));
  });

  test('may be said later', () => {
    const dev = environment({ ...platform, tracing });
    const stock = microservice(dev, 'stock', { ports: { grpc: 9090 } });
    const service = microservice(dev, 'users', {});
    expect(service.objects).not.toHaveProperty('PrometheusRule');
    service.addUpstream({ service: stock, slo: { availability: 99 } });
    expect(alertsOf(service)).toHaveLength(4);
  });
});

test('a consumer is called about when it is too far behind, and has no requests to watch', () => {
  const dev = environment(platform);
  const topic = new KafkaTopic(dev, 'events', { partitions: 1, external: 'producers' });
  const service = microservice(dev, 'log', { ports: { metrics: 9100 }, consumes: [topic] });
  expect(rulesOf(service)).toMatchObject([
    {
      alert: 'TooFarBehind',
      expr: 'sum(kafka_consumergroup_lag{consumergroup="dev.log",topic="dev.events"}) > 1000',
      for: '10m',
      labels: { severity: 'ticket', service: 'log' },
    },
  ]);
});

test('a consumer that is scaled by lag is too far behind when its last pod is not enough', () => {
  const dev = environment({ ...platform, keda: true });
  const topic = new KafkaTopic(dev, 'events', { partitions: 6, external: 'producers' });
  const consumes = [{ topic, lagThreshold: 50 }];
  const service = microservice(dev, 'log', { ports: { metrics: 9100 }, consumes });
  expect(rulesOf(service)).toMatchObject([{ expr: expect.stringMatching(/ > 300$/) }]);
});

test('an alert that could never fire is not made', () => {
  const windows = (availability: number): readonly unknown[] =>
    alertsOf(users({ ports, slo: { availability } }))
      .slice(1)
      .map(({ labels }) => (labels as { window: string }).window);
  expect(windows(94)).toEqual(['1h', '6h', '1d', '3d']);
  expect(windows(90)).toEqual(['6h', '1d', '3d']);
  expect(windows(50)).toEqual(['3d']);
});

test.each([
  ['without metrics', { ports: { http: 8080 } }],
  ['without requests and topics', { ports: { metrics: 9100 } }],
])('a service %s has no rule', (_, props) => {
  expect(users(props).objects).not.toHaveProperty('PrometheusRule');
});
