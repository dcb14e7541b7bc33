import {
  consumedRate,
  consumerLag,
  errorRate,
  errorRatio,
  fraction,
  latencyQuantile,
  type RequestTarget,
  requestRate,
  slowRatio,
} from '../../lib/model/promql';

const http: RequestTarget = { namespace: 'shop', job: 'orders', protocol: 'http' };
const grpc: RequestTarget = { namespace: 'shop', job: 'users', protocol: 'grpc' };

test('requests are counted by the names of the protocol', () => {
  expect(requestRate(http, '5m')).toBe('sum(rate(http_requests_total{namespace="shop",job="orders"}[5m]))');
  expect(requestRate(grpc, '1h')).toBe('sum(rate(grpc_server_handled_total{namespace="shop",job="users"}[1h]))');
});

test('a service that never failed has no errors, not no data', () => {
  expect(errorRate(http, '5m')).toBe(
    `(sum(rate(http_requests_total{namespace="shop",job="orders",code=~"5.."}[5m])) or 0 * ${requestRate(http, '5m')})`,
  );
  expect(errorRatio(http, '5m')).toBe(`(${errorRate(http, '5m')} / ${requestRate(http, '5m')})`);
});

test('of gRPC only the codes of the server count as errors', () => {
  expect(errorRate(grpc, '5m')).toContain(
    'grpc_code=~"Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss"',
  );
});

test('the slow requests are those beyond the bucket', () => {
  expect(slowRatio(http, 0.3, '6h')).toBe(
    '(1 - sum(rate(http_request_duration_seconds_bucket{namespace="shop",job="orders",le="0.3"}[6h])) / sum(rate(http_request_duration_seconds_count{namespace="shop",job="orders"}[6h])))',
  );
});

test('the bucket of a whole second is found as either Prometheus writes it', () => {
  expect(slowRatio(http, 1, '5m')).toContain(String.raw`le=~"1(\\.0)?"`);
});

test('a quantile is that of all pods together', () => {
  expect(latencyQuantile(grpc, 99.9, '5m')).toBe(
    'histogram_quantile(0.999, sum by (le) (rate(grpc_server_handling_seconds_bucket{namespace="shop",job="users"}[5m])))',
  );
});

test("a canary's pods can be looked at alone", () => {
  expect(requestRate({ ...http, pods: 'orders-5d4f-.+' }, '1m')).toBe(
    'sum(rate(http_requests_total{namespace="shop",job="orders",pod=~"orders-5d4f-.+"}[1m]))',
  );
});

test("what a group has not read, and how fast it reads, are kafka-exporter's figures", () => {
  const target = { group: 'prod.log', topic: 'prod.order-events' };
  const labels = '{consumergroup="prod.log",topic="prod.order-events"}';
  expect(consumerLag(target)).toBe(`sum(kafka_consumergroup_lag${labels})`);
  expect(consumedRate(target, '10m')).toBe(`sum(rate(kafka_consumergroup_current_offset${labels}[10m]))`);
});

test.each([
  [99.9, 0.999],
  [99.95, 0.9995],
  [0.1, 0.001],
  [0.05, 0.0005],
])('%d %% is %d', (percent, expected) => expect(fraction(percent)).toBe(expected));
