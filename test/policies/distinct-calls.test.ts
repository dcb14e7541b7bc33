import type { Issue, UpstreamOptions } from 'cdk8s-fairway';
import { environment, error, microservice, platform, tracing } from '../support/testing';

const slo = { availability: 99 };

function said(...calls: readonly Omit<UpstreamOptions, 'service'>[]): readonly Issue[] {
  const dev = environment({ ...platform, tracing });
  const service = microservice(dev, 'users', { ports: { http: 8080, grpc: 9090 } });
  microservice(dev, 'orders', { ports: { http: 8080 }, upstreams: calls.map((call) => ({ service, ...call })) });
  return dev.issues.filter(({ rule }) => rule === 'slo');
}

test.each([
  ['one of them', [{ port: 'http', slo }, { port: 'grpc' }]],
  [
    'both',
    [
      { port: 'http', slo },
      { port: 'grpc', slo },
    ],
  ],
])('two edges to one host cannot be told apart, where %s are counted on', (_, calls) => {
  expect(said(...calls)).toEqual([
    error(
      'slo',
      "it calls 'users' by 2 edges and counts on one of them, and its spans do not tell them apart: leave out slo of the calls, or all edges but one",
      'dev/orders',
    ),
  ]);
});

test('one edge is itself, and so are two that nobody counts on', () => {
  expect(said({ port: 'grpc', slo })).toEqual([]);
  expect(said({ port: 'http' }, { port: 'grpc' })).toEqual([]);
});
