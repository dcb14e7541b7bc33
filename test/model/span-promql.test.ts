import {
  callLatencyQuantile,
  callRate,
  failedCallRatio,
  slowCallRatio,
  slowestPath,
} from '../../lib/model/span-promql';

const calls = { namespace: 'shop', service: 'orders', host: 'users' };
const labels = 'k8s_namespace_name="shop",service_name="orders",span_kind="SPAN_KIND_CLIENT",server_address="users"';

test('each path is compared with itself, what is waited for alone, and of those that are used the one counts that lost most', () => {
  const target = { namespace: 'shop', service: 'orders', pods: 'orders-new-.+' };
  const spans = (pods: string): string =>
    `{k8s_namespace_name="shop",service_name="orders",k8s_pod_name=~"${pods}",span_kind=~"SPAN_KIND_(SERVER|CONSUMER)"}`;
  const time = (pods: string): string =>
    `histogram_quantile(0.95, sum by (le, span_kind, span_name) (rate(traces_span_metrics_duration_milliseconds_bucket${spans(pods)}[60s])))`;
  const rate = `sum by (span_kind, span_name) (rate(traces_span_metrics_duration_milliseconds_count${spans('orders-new-.+')}[60s]))`;
  expect(
    slowestPath(target, { ...target, pods: 'orders-old-.+' }, { percent: 95, leastRate: 0.2, window: '60s' }),
  ).toBe(`max(${time('orders-new-.+')} / ${time('orders-old-.+')} and ${rate} > 0.2)`);
});

test("calls are the caller's spans to a host", () => {
  expect(callRate(calls, '5m')).toBe(`sum(rate(traces_span_metrics_duration_milliseconds_count{${labels}}[5m]))`);
});

test('a call fails by the fault of the callee or without an answer, and one that never failed is no missing data', () => {
  const ratio = failedCallRatio(calls, '1h');
  const all = callRate(calls, '1h');
  const [, matchers] = /^\(\(sum\(rate\(\w+_count\{(.*?)\}\[1h\]\)\)/.exec(ratio)!;
  expect(matchers).toContain(`${labels},status_code="STATUS_CODE_ERROR",http_response_status_code!~"4..",`);
  expect(ratio.slice(ratio.indexOf(' or '))).toBe(` or 0 * ${all}) / ${all})`);
});

test('slow calls are those beyond the bucket, which the collector counts in milliseconds', () => {
  const bucket = (le: string): string =>
    `(1 - sum(rate(traces_span_metrics_duration_milliseconds_bucket{${labels},${le}}[6h])) / ${callRate(calls, '6h')})`;
  expect(slowCallRatio(calls, 0.2, '6h')).toBe(bucket(String.raw`le=~"200(\\.0)?"`));
  expect(slowCallRatio(calls, 1.1, '6h')).toBe(bucket(String.raw`le=~"1100(\\.0)?"`));
  expect(slowCallRatio(calls, 0.0025, '6h')).toBe(bucket('le="2.5"'));
});

test('a quantile of calls is in seconds', () => {
  expect(callLatencyQuantile(calls, 99, '5m')).toBe(
    `(histogram_quantile(0.99, sum by (le) (rate(traces_span_metrics_duration_milliseconds_bucket{${labels}}[5m]))) / 1000)`,
  );
});
