import type { ImageRule, ImagesLock, Issue } from 'cdk8s-fairway';
import { lockedImage, parseImagesLock } from '../../lib/model/images-lock';
import { tokenOf } from '../../lib/model/token';
import { IMAGE, issuesOf, objectOf, resolved, users } from '../support/testing';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const lock: ImagesLock = { users: { tag: 'stable-2.3.1', digest: DIGEST } };
const place = (
  imagesLock?: ImagesLock,
  images: ImageRule = 'any',
  id = 'users',
): Parameters<typeof lockedImage>[1] => ({
  id,
  environment: { name: 'prod', images, ...(imagesLock && { imagesLock }) },
});
const messages = (...given: Parameters<typeof place>): readonly string[] =>
  issuesOf((issues) => lockedImage(IMAGE, place(...given), issues)).map(({ message }: Issue) => message);

describe('the image of a service', () => {
  test.each(['r.io/shop/users', 'r.io/shop/users:latest', `r.io/shop/users@${DIGEST}`, `r.io/shop/users:1@${DIGEST}`])(
    '%s gets tag and digest from the lock',
    (image) => {
      expect(resolved((issues) => lockedImage(image, place(lock), issues))).toBe(
        `r.io/shop/users:stable-2.3.1@${DIGEST}`,
      );
    },
  );

  test('keeps the port of its registry', () => {
    expect(resolved((issues) => lockedImage('localhost:5000/users', place(lock), issues))).toBe(
      `localhost:5000/users:stable-2.3.1@${DIGEST}`,
    );
  });

  test('is what the program says where there is no lock', () => {
    expect(resolved((issues) => lockedImage(IMAGE, place(), issues))).toBe(IMAGE);
  });

  test('is left alone where only Pulumi knows it', () => {
    const token = tokenOf({ value: 'later' });
    expect(resolved((issues) => lockedImage(token, place(lock), issues))).toBe(token);
  });

  test('fails when the lock does not have the service, even one named like a property of every object', () => {
    expect(messages(lock, 'any', 'constructor')).toEqual([
      "the images lock of environment 'prod' has no 'constructor', only 'users': promote the service, or add its tag and digest",
    ]);
    expect(messages({})[0]).toContain("has no 'users', only none");
  });

  test('fails when the lock’s tag is none that the environment takes, though a digest stands beside it', () => {
    expect(messages({ users: { tag: 'latest', digest: DIGEST } }, { tags: ['stable-*'] })).toEqual([
      "the images lock has the tag 'latest' for 'users': environment 'prod' takes 'stable-*'",
    ]);
    expect(messages(lock, { tags: ['stable-*'] })).toEqual([]);
  });
});

test('the Deployment runs the locked image and carries its tag as the version', () => {
  const deployment = objectOf(users({}, { imagesLock: lock }), 'Deployment');
  expect(deployment).toMatchObject({
    spec: {
      template: {
        metadata: { labels: { 'app.kubernetes.io/version': 'stable-2.3.1' } },
        spec: { containers: [{ image: `registry.example.com/shop/users:stable-2.3.1@${DIGEST}` }] },
      },
    },
  });
});

describe('the text of a lock', () => {
  const problems = (text: string): readonly string[] =>
    issuesOf((issues) => parseImagesLock(text, issues)).map(({ message }) => message);
  const entry = (service: string, value: unknown): readonly string[] => problems(JSON.stringify({ [service]: value }));

  test('is read as it stands', () => {
    expect(resolved((issues) => parseImagesLock(JSON.stringify(lock), issues))).toEqual(lock);
  });

  test.each(['[]', 'null', '3', '"users"'])('fails when it is %s', (text) => {
    expect(problems(text)).toEqual(["an images lock must be an object: { service: { tag: '…', digest: 'sha256:…' } }"]);
  });

  test('fails when it is no JSON', () => {
    expect(problems('users: 1')[0]).toMatch(/^the text is no JSON: /);
  });

  test.each([
    ['users', 'latest', "users is \"latest\": it must be { tag: '…', digest: 'sha256:…' }"],
    ['users', null, "users is null: it must be { tag: '…', digest: 'sha256:…' }"],
    ['users', { digest: DIGEST }, "users.tag is missing: it must be an image's tag, like 'stable-2.3.1'"],
    ['users', { tag: 'a b', digest: DIGEST }, "users.tag is \"a b\": it must be an image's tag, like 'stable-2.3.1'"],
    ['users', { tag: 1, digest: DIGEST }, "users.tag is 1: it must be an image's tag, like 'stable-2.3.1'"],
    ['users', { tag: '1' }, "users.digest is missing: it must be 'sha256:' and 64 hexadecimal digits in lower case"],
    [
      'users',
      { tag: '1', digest: DIGEST.toUpperCase() },
      `users.digest is "${DIGEST.toUpperCase()}": it must be 'sha256:' and 64 hexadecimal digits in lower case`,
    ],
    ['users', { tag: '1', digest: DIGEST, image: 'x' }, 'users.image is not known: an entry has a tag and a digest'],
    ['Users', lock.users, "'Users' is no name of a service: a-z, 0-9 and '-', beginning with a letter"],
  ])('fails when %s is %j', (service, value, message) => {
    expect(entry(service, value)).toEqual([message]);
  });

  test('tells everything at once, and keeps what is right', () => {
    const text = JSON.stringify({ a: {}, b: lock.users, c: 1 });
    expect(problems(text)).toHaveLength(3);
    expect(issuesOf((issues) => expect(parseImagesLock(text, issues)).toEqual({ b: lock.users }))).toHaveLength(3);
  });
});
