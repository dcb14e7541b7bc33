import { environment, microservice, warning } from '../support/testing';

/** Services s0 to sN, each calling the next. */
function chain(calls: number, maxCallDepth?: number, optional = false): readonly unknown[] {
  const dev = environment(maxCallDepth === undefined ? {} : { maxCallDepth });
  let last = microservice(dev, `s${calls}`, { ports: { http: 8080 } });
  for (let index = calls - 1; index >= 0; index--) {
    const upstreams = [{ service: last, optional: optional && index === 1 }];
    last = microservice(dev, `s${index}`, { ports: { http: 8080 }, upstreams });
  }
  return dev.issues.filter(({ rule }) => rule === 'deep-chain');
}

test('four calls may wait for each other', () => {
  expect(chain(4)).toEqual([]);
});

test('a fifth is warned of, at its head', () => {
  expect(chain(5)).toEqual([
    warning(
      'deep-chain',
      '5 calls wait for each other, s0 → s1 → s2 → s3 → s4 → s5, and this environment allows 4 (maxCallDepth): mark one as optional, or let it go through a topic',
      'dev/s0',
    ),
  ]);
});

test('how many may be said', () => {
  expect(chain(5, 5)).toEqual([]);
  expect(chain(1, 0)).toHaveLength(1);
});

test('a call that is optional cuts the chain', () => {
  expect(chain(5, 4, true)).toEqual([]);
});
