import { Duration } from 'cdk8s';
import type { Issue, UpstreamOptions } from 'cdk8s-fairway';
import { environment, error, microservice } from '../support/testing';

/** A call of a service that takes ten seconds for a request. */
function problems(call: Omit<UpstreamOptions, 'service'>): readonly Issue[] {
  const dev = environment();
  const shutdown = { requestTimeout: Duration.seconds(10) };
  const users = microservice(dev, 'users', { ports: { http: 8080 }, shutdown });
  microservice(dev, 'orders', { ports: { http: 8080 }, upstreams: [{ service: users, ...call }] });
  return dev.issues.filter(({ rule }) => rule === 'impatient-caller');
}

test('a caller that does not say how long it waits is not checked', () => {
  expect(problems({ retries: 5 })).toEqual([]);
});

test('a caller that waits long enough for every attempt is patient', () => {
  expect(problems({ timeout: Duration.seconds(10) })).toEqual([]);
  expect(problems({ timeout: Duration.seconds(30), retries: 2 })).toEqual([]);
});

test('fails when a caller waits less than the answer may take', () => {
  expect(problems({ timeout: Duration.seconds(9) })).toEqual([
    error(
      'impatient-caller',
      "it waits 9 s for 'users', which may take 10 s for a request, and one attempt takes 10 s: raise the timeout, lower the retries, or lower shutdown.requestTimeout of 'users'",
      'dev/orders',
    ),
  ]);
});

test('fails when a caller waits less than all its attempts may take', () => {
  expect(problems({ timeout: Duration.seconds(29), retries: 2 })).toEqual([
    error(
      'impatient-caller',
      "it waits 29 s for 'users', which may take 10 s for a request, and 3 attempts take 30 s: raise the timeout, lower the retries, or lower shutdown.requestTimeout of 'users'",
      'dev/orders',
    ),
  ]);
});
