import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkPromotion, formatImagesLock, type ImagesLock, promoteImages, readImagesLock } from 'cdk8s-fairway';
import fc from 'fast-check';
import { temporaryFolder } from '../support/testing';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const staging: ImagesLock = {
  users: { tag: 'release-v2', digest: digest('2') },
  orders: { tag: 'release-v2', digest: digest('3') },
};
const prod: ImagesLock = {
  users: { tag: 'stable-1', digest: digest('1') },
  orders: { tag: 'stable-1', digest: digest('0') },
};

function file(text: string): string {
  const path = join(mkdtempSync(join(temporaryFolder(), 'lock-')), 'images.json');
  writeFileSync(path, text);
  return path;
}

describe('a lock on disk', () => {
  test('is read as it was written, services in order', () => {
    const text = formatImagesLock(staging);
    expect(text).toBe(
      `{\n  "orders": {\n    "tag": "release-v2",\n    "digest": "${digest('3')}"\n  },\n  "users": {\n    "tag": "release-v2",\n    "digest": "${digest('2')}"\n  }\n}\n`,
    );
    expect(readImagesLock(file(text))).toEqual(staging);
  });

  test('fails with its name and everything that is odd', () => {
    const path = file('{"users":{"tag":"1"},"orders":7}');
    expect(() => readImagesLock(path)).toThrow(
      `the images lock ${path} cannot be used:\n  users.digest is missing: it must be 'sha256:' and 64 hexadecimal digits in lower case\n  orders is 7: it must be { tag: '…', digest: 'sha256:…' }`,
    );
  });

  test('fails when it is not there', () => {
    expect(() => readImagesLock('/nowhere/images.json')).toThrow('ENOENT');
  });
});

describe('a promotion', () => {
  test('gives the digests of the environment before their new tag', () => {
    expect(promoteImages(staging, prod, { tag: 'stable-2' })).toEqual({
      users: { tag: 'stable-2', digest: digest('2') },
      orders: { tag: 'stable-2', digest: digest('3') },
    });
  });

  test('of one service leaves the others', () => {
    expect(promoteImages(staging, prod, { tag: 'stable-2', services: ['users'] })).toEqual({
      ...prod,
      users: { tag: 'stable-2', digest: digest('2') },
    });
  });

  test('fails when a service was never there', () => {
    expect(() => promoteImages(staging, prod, { tag: 'stable-2', services: ['users', 'log', 'toString'] })).toThrow(
      "nothing is promoted:\n  'log' is not in the images lock that it is promoted from: run it there first\n  'toString' is not in",
    );
  });
});

describe('a proposed promotion', () => {
  test('passes with what the environment before runs, and with what it leaves', () => {
    const after = promoteImages(staging, prod, { tag: 'stable-2', services: ['users'] });
    expect(checkPromotion({ from: staging, before: prod, after })).toEqual([]);
  });

  test('fails when a digest was not proven before', () => {
    const after = { ...prod, users: { tag: 'stable-2', digest: digest('9') } };
    expect(checkPromotion({ from: staging, before: prod, after })).toEqual([
      `'users' goes to stable-2 with ${digest('9')}, and the environment before runs ${digest('2')}: promote that digest`,
    ]);
  });

  test('fails when the environment before does not run the service', () => {
    const after = { ...prod, log: { tag: 'stable-2', digest: digest('9') } };
    expect(checkPromotion({ from: staging, before: prod, after })).toEqual([
      "'log' goes to stable-2, and the environment before runs no 'log': promote it there first",
    ]);
  });
});

const locks = fc.dictionary(
  fc.constantFrom('users', 'orders', 'log', 'valueOf'),
  fc.record({ tag: fc.constantFrom('a', 'b'), digest: fc.constantFrom(digest('1'), digest('2')) }),
);

test('a promotion made by promoteImages always passes, and moves nothing else', () => {
  fc.assert(
    fc.property(fc.tuple(locks, locks), ([from, before]) => {
      const after = promoteImages(from, before, { tag: 'stable-9' });
      expect(checkPromotion({ from, before, after })).toEqual([]);
      for (const service of Object.keys(after))
        expect(after[service]?.digest).toBe((Object.hasOwn(from, service) ? from : before)[service]?.digest);
    }),
    { numRuns: 300 },
  );
});
