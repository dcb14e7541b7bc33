import { Duration } from 'cdk8s';
import type { Issue, SloOptions, UpstreamOptions } from 'cdk8s-fairway';
import { environment, microservice, platform, warning } from '../support/testing';

const ports = { http: 8080, metrics: 9100 };
const within = (seconds: number): SloOptions => ({ latency: { quantile: 0.99, under: Duration.seconds(seconds) } });

/** What is said of `orders`, which calls `users` and `stock`. */
function problems(
  own: SloOptions | undefined,
  theirs: SloOptions | undefined,
  call: Omit<UpstreamOptions, 'service'> = {},
): readonly Issue[] {
  const dev = environment(platform);
  const props = { ports, ...(theirs && { slo: theirs }) };
  const upstreams = ['users', 'stock'].map((name) => ({ service: microservice(dev, name, props), ...call }));
  microservice(dev, 'orders', { ports, upstreams, ...(own && { slo: own }) });
  return dev.issues.filter(({ rule }) => rule === 'broken-promise');
}

test('warns of a promise of more than all upstreams together promise', () => {
  expect(problems({ availability: 99.9 }, { availability: 99.9 })).toEqual([
    warning(
      'broken-promise',
      "it promises 99.9 % availability and waits for 'users' (99.9 %), 'stock' (99.9 %), which is 99.8001 % at most: lower slo.availability, raise theirs, or make a call optional or give it retries",
      'dev/orders',
    ),
  ]);
});

test('a promise of no more than theirs can be kept', () => {
  expect(problems({ availability: 99.8 }, { availability: 99.9 })).toEqual([]);
  expect(problems({ availability: 99.8001 }, { availability: 99.9 })).toEqual([]);
});

test('nothing is said where one side promises nothing', () => {
  expect(problems({ availability: 99.9 }, undefined)).toEqual([]);
  expect(problems(undefined, { availability: 99 })).toEqual([]);
  expect(problems({ availability: 99.9 }, within(1))).toEqual([]);
});

test('a call that is optional breaks no promise', () => {
  expect(problems({ availability: 99.9 }, { availability: 90 }, { optional: true })).toEqual([]);
  expect(problems(within(1), within(5), { optional: true })).toEqual([]);
});

test('a call that is tried again fails less often, and is no faster', () => {
  expect(problems({ availability: 99.9 }, { availability: 90 }, { retries: 1 })).toEqual([]);
  expect(problems(within(1), within(5), { retries: 1 })).toHaveLength(2);
});

test('warns of an answer that is promised sooner than the one that it waits for', () => {
  expect(problems(within(1), within(2.5)).map(({ message }) => message)).toEqual([
    "it promises an answer within 1 s and waits for 'users', which promises one within 2.5 s: raise slo.latency.under, lower that of 'users', or make the call optional",
    "it promises an answer within 1 s and waits for 'stock', which promises one within 2.5 s: raise slo.latency.under, lower that of 'stock', or make the call optional",
  ]);
  expect(problems(within(1), within(1))).toEqual([]);
});
