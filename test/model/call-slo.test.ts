import { Duration } from 'cdk8s';
import { type EnvironmentProps, External, type Issue, type SloOptions, type UpstreamOptions } from 'cdk8s-fairway';
import { environment, error, microservice, platform, tracing } from '../support/testing';

const slo = { availability: 99.9, latency: { quantile: 0.99, under: Duration.millis(200) } };
const within = (seconds: number): SloOptions => ({ latency: { quantile: 0.99, under: Duration.seconds(seconds) } });

interface Said {
  readonly call?: Omit<UpstreamOptions, 'service'>;
  readonly props?: Partial<EnvironmentProps>;
  readonly tracing?: boolean;
}

/** What is said of `orders`, which counts on something of `users`. */
function said({ call = {}, props = {}, ...orders }: Said): readonly Issue[] {
  const dev = environment({ ...platform, tracing, ...props });
  const users = microservice(dev, 'users', { ports: { grpc: 9090 } });
  microservice(dev, 'orders', { ports: { http: 8080 }, upstreams: [{ service: users, slo, ...call }], ...orders });
  return dev.issues.filter(({ rule }) => rule === 'slo');
}

const wrong = (...messages: readonly string[]): readonly Issue[] =>
  messages.map((message) => error('slo', message, 'dev/orders'));

test('a caller counts on its upstream, and the edge says so', () => {
  const dev = environment({ ...platform, tracing });
  const users = microservice(dev, 'users', { ports: { grpc: 9090 } });
  microservice(dev, 'orders', { ports: { http: 8080 }, upstreams: [{ service: users, slo }] });
  expect(dev.graph.outgoingOf('dev/orders')).toMatchObject([
    {
      slo: {
        objectives: [
          { slo: 'availability', budget: 0.001 },
          { slo: 'latency', budget: 0.01, underSeconds: 0.2 },
        ],
      },
    },
  ]);
  expect(dev.issues.filter(({ rule }) => rule === 'slo')).toEqual([]);
});

test('a caller may count on a system outside', () => {
  const dev = environment({ ...platform, tracing });
  const bank = new External(dev, 'bank', { host: 'api.bank.example', cidrs: ['203.0.113.0/24'] });
  microservice(dev, 'orders', {
    ports: { http: 8080 },
    upstreams: [{ service: bank, slo, timeout: Duration.seconds(3), retries: 2, optional: true }],
  });
  expect(dev.graph.outgoingOf('dev/orders')).toMatchObject([
    { kind: 'external', timeoutSeconds: 3, retries: 2, optional: true, slo: { objectives: [{}, {}] } },
  ]);
});

test('nothing can be measured where nobody counts spans', () => {
  const message =
    "slo of 'users' is measured by the caller's spans, and nobody counts them: give the environment tracing with spanMetrics: true";
  const { spanMetrics: _, ...uncounted } = tracing;
  expect(said({ props: { tracing: uncounted } })).toEqual(wrong(message));
  const { tracing: _none, ...dev } = { ...platform, tracing: undefined };
  const untraced = environment(dev);
  const users = microservice(untraced, 'users', { ports: { grpc: 9090 } });
  microservice(untraced, 'orders', { ports: { http: 8080 }, upstreams: [{ service: users, slo }] });
  expect(untraced.issues.filter(({ rule }) => rule === 'slo')).toEqual(wrong(message));
});

test('nothing can be measured of a caller that sends no spans', () => {
  expect(said({ tracing: false })).toEqual(
    wrong("slo of 'users' is measured by the caller's spans, and it sends none: leave out tracing: false"),
  );
});

test('nobody is called where there is no Prometheus', () => {
  const { monitoring: _, ...unwatched } = platform;
  const dev = environment({ ...unwatched, tracing });
  const users = microservice(dev, 'users', { ports: { grpc: 9090 } });
  microservice(dev, 'orders', { ports: { http: 8080 }, upstreams: [{ service: users, slo }] });
  expect(dev.issues.filter(({ rule }) => rule === 'slo')).toEqual(
    wrong("slo of 'users' needs a Prometheus, and the environment has no monitoring: give it monitoring"),
  );
});

test('a time that is no bound of the collector is refused, unless it is said to have it', () => {
  const call = { slo: within(0.3) };
  expect(said({ call })).toEqual(
    wrong(
      "latency's under of 'users' is 0.3 s, and the collector's buckets end at 0.002, 0.004, 0.006, 0.008, 0.01, 0.05, 0.1, 0.2, 0.4, 0.8, 1, 1.4, 2, 5, 10, 15 s: take one of these, or say which it has in tracing.spanMetrics: { buckets: [0.3, …] }",
    ),
  );
  expect(said({ call, props: { tracing: { ...tracing, spanMetrics: { buckets: [0.3] } } } })).toEqual([]);
});

test('a time beyond the timeout is refused, because no call takes so long', () => {
  expect(said({ call: { slo: within(5), timeout: Duration.seconds(2) } })).toEqual(
    wrong(
      "latency's under of 'users' is 5 s, and the caller waits 2 s: no call could miss it, so take less than the timeout",
    ),
  );
  expect(said({ call: { slo: within(2), timeout: Duration.seconds(2) } })).toEqual([]);
});

test('everything that is wrong is told at once, with whom it is about', () => {
  expect(said({ call: { slo: { availability: 100, latency: { quantile: 99, under: Duration.seconds(0) } } } })).toEqual(
    wrong(
      "availability of 'users' is 100: nothing is available always: it must be per cent, more than 0 and less than 100, like 99.9",
      "latency's quantile of 'users' is 99: it must be more than 0 and less than 1, like 0.99",
      "latency's under of 'users' is 0 s: it must be more than 0",
    ),
  );
  expect(said({ call: { slo: {} } })).toEqual(
    wrong("slo of 'users' names no objective: give it availability, like 99.9, or latency, or leave it out"),
  );
});
