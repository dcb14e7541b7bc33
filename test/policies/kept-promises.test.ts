import { Duration } from 'cdk8s';
import { External, type Issue, type SloOptions, type UpstreamOptions } from 'cdk8s-fairway';
import { environment, microservice, platform, tracing, warning } from '../support/testing';

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

describe('what a caller counts on', () => {
  /** What is said of `orders`, which counts on something of `users`. */
  function counted(own: SloOptions, agreed: SloOptions, theirs?: SloOptions): readonly string[] {
    const dev = environment({ ...platform, tracing });
    const users = microservice(dev, 'users', { ports, ...(theirs && { slo: theirs }) });
    microservice(dev, 'orders', { ports, slo: own, upstreams: [{ service: users, slo: agreed }] });
    return dev.issues.filter(({ rule }) => rule === 'broken-promise').map(({ message }) => message);
  }

  test('is no more than its callee promises', () => {
    expect(counted({ availability: 90 }, { availability: 99.9 }, { availability: 99 })).toEqual([
      "it counts on 99.9 % availability of 'users', which promises 99 %: lower slo.availability of the call, or raise that of 'users'",
    ]);
    expect(counted(within(5), within(1), within(2.5))).toEqual([
      "it counts on an answer of 'users' within 1 s, which promises one within 2.5 s: raise slo.latency.under of the call, or lower that of 'users'",
    ]);
    expect(counted({ availability: 90 }, { availability: 99 }, { availability: 99 })).toEqual([]);
    expect(counted(within(5), within(1), within(1))).toEqual([]);
    expect(counted({ availability: 90 }, { availability: 99 })).toEqual([]);
  });

  test('bounds what the caller can promise, before what its callee promises everybody', () => {
    expect(counted({ availability: 99.9 }, { availability: 99 }, { availability: 99.99 })).toEqual([
      "it promises 99.9 % availability and waits for 'users' (99 %), which is 99 % at most: lower slo.availability, raise theirs, or make a call optional or give it retries",
    ]);
    expect(counted(within(1), within(2))).toEqual([
      "it promises an answer within 1 s and waits for 'users', which promises one within 2 s: raise slo.latency.under, lower that of 'users', or make the call optional",
    ]);
  });

  test('may be of a system outside', () => {
    const dev = environment({ ...platform, tracing });
    const bank = new External(dev, 'bank', { host: 'api.bank.example', cidrs: ['203.0.113.0/24'] });
    const upstreams = [{ service: bank, slo: { availability: 99 } }];
    microservice(dev, 'orders', { ports, slo: { availability: 99.9 }, upstreams });
    expect(dev.issues.filter(({ rule }) => rule === 'broken-promise')).toMatchObject([
      { message: expect.stringContaining("waits for 'bank' (99 %)") },
    ]);
  });
});
