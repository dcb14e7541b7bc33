import { Duration } from 'cdk8s';
import type { Issue, MetricsOptions, Ports } from '../../lib/index';
import type { Issues } from '../../lib/model/issue';
import { type ResolvedMetrics, resolveMetrics } from '../../lib/model/monitoring';
import { resolvePorts } from '../../lib/model/ports';
import { error, issuesOf, note, resolved } from '../support/testing';

const metrics =
  (options: MetricsOptions | undefined, ports: Ports = { http: 8080, metrics: 9100 }, monitored = true) =>
  (issues: Issues): ResolvedMetrics | undefined =>
    resolveMetrics(
      options,
      resolved((none) => resolvePorts(ports, none)),
      monitored,
      issues,
    );
const problems = (...given: Parameters<typeof metrics>): readonly Issue[] => issuesOf(metrics(...given));

test('the port named metrics is scraped every 15 s at /metrics', () => {
  expect(resolved(metrics(undefined))).toMatchObject({
    port: { name: 'metrics' },
    path: '/metrics',
    intervalSeconds: 15,
  });
});

test('everything about it can be said', () => {
  const options = { port: 'http', path: '/prometheus', interval: Duration.minutes(1) };
  expect(resolved(metrics(options))).toMatchObject({
    port: { name: 'http' },
    path: '/prometheus',
    intervalSeconds: 60,
  });
});

test('a service without such a port is not scraped, and need not be', () => {
  expect(resolved(metrics(undefined, { http: 8080 }))).toBeUndefined();
  expect(resolved(metrics(undefined, { http: 8080 }, false))).toBeUndefined();
});

test('refuses a port that the service does not have', () => {
  expect(problems({ port: 'admin' }, { http: 8080, grpc: 9090 })).toEqual([
    error('metrics-port', "metrics are on port 'admin', and the service's ports are 'http', 'grpc': name one of them"),
  ]);
  expect(problems({}, {})).toEqual([
    error('metrics-port', "metrics are on port 'metrics', and the service's ports are none: name one of them"),
  ]);
});

test('where nobody scrapes, that is told', () => {
  expect(problems(undefined, { metrics: 9100 }, false)).toEqual([
    note('no-monitoring', 'nobody scrapes the metrics: the environment has no monitoring'),
  ]);
});
