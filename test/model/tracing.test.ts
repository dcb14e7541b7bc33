import { resolveTracing, type TracingOptions } from '../../lib/model/tracing';
import { container, error, issuesOf, objectOf, resolved, users } from '../support/testing';

const tracing = { endpoint: 'http://collector.tracing.svc:4317', namespace: 'tracing', podLabels: { app: 'otel' } };

test('the port tells what is spoken', () => {
  expect(resolved((issues) => resolveTracing(tracing, issues))).toEqual({
    ...tracing,
    port: 4317,
    protocol: 'grpc',
    propagators: ['tracecontext', 'baggage'],
  });
  const http = { ...tracing, endpoint: 'http://collector.tracing.svc:4318/' };
  expect(resolved((issues) => resolveTracing(http, issues))).toMatchObject({ port: 4318, protocol: 'http/protobuf' });
  const said = { ...http, protocol: 'grpc', propagators: ['b3multi'] } as const;
  expect(resolved((issues) => resolveTracing(said, issues))).toMatchObject({
    protocol: 'grpc',
    propagators: ['b3multi'],
  });
});

test('where spans are counted, the buckets are those of the connector, or those that are said', () => {
  const buckets = (spanMetrics: TracingOptions['spanMetrics']): unknown =>
    resolved((issues) => resolveTracing({ ...tracing, spanMetrics }, issues))!.spanMetrics?.buckets;
  // By the connector's own documentation, in milliseconds.
  const own = [2, 4, 6, 8, 10, 50, 100, 200, 400, 800, 1000, 1400, 2000, 5000, 10_000, 15_000];
  expect(buckets(true)).toEqual(own.map((millis) => millis / 1000));
  expect(buckets({})).toEqual(buckets(true));
  expect(buckets({ buckets: [0.3] })).toEqual([0.3]);
  expect(buckets(false)).toBeUndefined();
});

test.each([
  'collector:4317',
  'http://collector',
  'http://collector:x',
  'http://collector:1/v1/traces',
  'ftp://c:1',
  '',
])('refuses the endpoint %j', (endpoint) => {
  expect(issuesOf((issues) => resolveTracing({ ...tracing, endpoint }, issues))).toEqual([
    error(
      'tracing-endpoint',
      `tracing endpoint '${endpoint}' must be an address with a port, like 'http://collector.tracing.svc:4317'`,
    ),
  ]);
});

test('a service is told where its spans go and who it is, and may go there', () => {
  const service = users({}, { tracing });
  expect(container(service).env).toEqual([
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'OTEL_SERVICE_NAME', value: 'users' },
    {
      name: 'OTEL_RESOURCE_ATTRIBUTES',
      value:
        'service.namespace=users,service.version=1.4.2,deployment.environment.name=dev,k8s.namespace.name=dev,k8s.pod.name=$(POD_NAME)',
    },
    { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: tracing.endpoint },
    { name: 'OTEL_EXPORTER_OTLP_PROTOCOL', value: 'grpc' },
    { name: 'OTEL_PROPAGATORS', value: 'tracecontext,baggage' },
  ]);
  const out = {
    to: [
      {
        namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'tracing' } },
        podSelector: { matchLabels: { app: 'otel' } },
      },
    ],
    ports: [{ port: 4317, protocol: 'TCP' }],
  };
  expect(objectOf(service, 'NetworkPolicy')).toMatchObject({ spec: { egress: expect.arrayContaining([out]) } });
});

test.each([
  ['that wants none', { tracing: false }, { tracing }],
  ['where there is no collector', {}, {}],
])('a service %s is told nothing', (_what, props, environment) => {
  const service = users(props, environment);
  expect(container(service)).not.toHaveProperty('env');
  expect(JSON.stringify(objectOf(service, 'NetworkPolicy'))).not.toContain('4317');
});
