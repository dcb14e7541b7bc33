import { Duration } from 'cdk8s';
import { resolveShutdown } from '../../lib/model/shutdown';

test('a service that serves drains 10 s and finishes a request within 30 s', () => {
  expect(resolveShutdown({}, true)).toEqual({ drainSeconds: 10, requestTimeoutSeconds: 30, graceSeconds: 40 });
});

test('a worker has nothing to drain', () => {
  expect(resolveShutdown({}, false)).toEqual({ drainSeconds: 0, requestTimeoutSeconds: 30, graceSeconds: 30 });
});

test('both can be said', () => {
  const given = { drain: Duration.seconds(5), requestTimeout: Duration.minutes(2) };
  expect(resolveShutdown(given, false)).toEqual({ drainSeconds: 5, requestTimeoutSeconds: 120, graceSeconds: 125 });
});

test('a drain of nothing is none', () => {
  expect(resolveShutdown({ drain: Duration.seconds(0) }, true)).toMatchObject({ drainSeconds: 0, graceSeconds: 30 });
});
