import { fraction } from '../../lib/model/promql';
import { slowestPath } from '../../lib/model/span-promql';
import { tracing, users } from '../support/testing';

interface Metric {
  readonly name: string;
  readonly provider: { readonly prometheus: { readonly address: string; readonly query: string } };
}

function metrics(ports: Readonly<Record<string, number>>, canary = {}): readonly Metric[] {
  return users({ ports: { ...ports, metrics: 9100 } }, { rollout: { canary } }).objects.AnalysisTemplate!.toJson().spec
    .metrics;
}

test('a canary is judged by its failed requests, and by its time for each protocol beside the old pods', () => {
  expect(metrics({ http: 8080, grpc: 9090 }).map(({ name }) => name)).toEqual([
    'errors',
    'latency-http',
    'latency-grpc',
  ]);
});

test('the failed requests are those of the new pods alone, and some must have been made', () => {
  const [errors] = metrics({ http: 8080 });
  const pods = 'namespace="dev",job="users",pod=~"users-{{args.canary-hash}}-.+"';
  const all = `sum(rate(http_requests_total{${pods}}[60s]))`;
  const failed = `sum(rate(http_requests_total{${pods},code=~"5.."}[60s]))`;
  expect(errors).toEqual({
    name: 'errors',
    interval: '60s',
    count: 10,
    failureLimit: 1,
    inconclusiveLimit: 9,
    successCondition: 'len(result) > 0 && result[0] <= 0.05',
    failureCondition: 'len(result) > 0 && result[0] > 0.05',
    provider: {
      prometheus: {
        address: 'http://prometheus-operated.monitoring.svc:9090',
        query: `(((${failed} or 0 * ${all}) or vector(0))) / (((${all} or vector(0))) > 0.2)`,
      },
    },
  });
});

test('its time is that of the 95th percentile, in parts of what the old pods take, if it has enough requests', () => {
  const [, latency] = metrics({ http: 8080 }, { slowerPercent: 10 });
  const pods = (hash: string): string => `namespace="dev",job="users",pod=~"users-{{args.${hash}}}-.+"`;
  const quantile = (hash: string): string =>
    `histogram_quantile(0.95, sum by (le) (rate(http_request_duration_seconds_bucket{${pods(hash)}}[60s])))`;
  const requests = `sum(rate(http_requests_total{${pods('canary-hash')}}[60s]))`;
  expect(latency).toMatchObject({
    name: 'latency-http',
    failureLimit: 1,
    inconclusiveLimit: 10,
    failureCondition: `len(result) > 0 && result[0] > ${fraction(110)}`,
    provider: {
      prometheus: { query: `${quantile('canary-hash')} / ${quantile('stable-hash')} and ${requests} > 1` },
    },
  });
});

describe('where the collector counts spans', () => {
  const ports = { http: 8080, metrics: 9100 };
  const environment = {
    rollout: { canary: { slowerPercent: 30 } },
    tracing,
  } as const;
  const names = (props: Parameters<typeof users>[0], { tracing }: { tracing: object } = environment): unknown => {
    const { objects } = users({ ports, ...props }, { ...environment, tracing: { ...environment.tracing, ...tracing } });
    return objects.AnalysisTemplate!.toJson().spec.metrics.map(({ name }: Metric) => name);
  };

  test('a canary is judged by the times of its paths, too, in parts of what the old pods take', () => {
    const { spec } = users({ ports }, environment).objects.AnalysisTemplate!.toJson();
    const of = (hash: string): Parameters<typeof slowestPath>[0] => ({
      namespace: 'dev',
      service: 'users',
      pods: `users-{{args.${hash}}}-.+`,
    });
    const query = slowestPath(of('canary-hash'), of('stable-hash'), { percent: 95, leastRate: 1, window: '60s' });
    expect(spec.metrics.at(-1)).toMatchObject({
      name: 'paths',
      failureLimit: 1,
      inconclusiveLimit: 10,
      failureCondition: 'len(result) > 0 && result[0] > 1.3',
      provider: { prometheus: { query } },
    });
  });

  test('a service without spans is not, nor one whose spans nobody counts', () => {
    expect(names({})).toEqual(['errors', 'latency-http', 'paths']);
    expect(names({ tracing: false })).toEqual(['errors', 'latency-http']);
    expect(names({}, { tracing: { spanMetrics: false } })).toEqual(['errors', 'latency-http']);
  });
});

test('a protocol that nobody speaks takes nothing from the judgement of the other', () => {
  const [errors] = metrics({ http: 8080, grpc: 9090 });
  expect(errors!.provider.prometheus.query).toContain('grpc_server_handled_total');
  expect(errors!.provider.prometheus.query.match(/or vector\(0\)/g)).toHaveLength(4);
});
