import { type ImageRule, type Issue, parseImage } from '../../lib/index';
import { checkFixedImage, checkImage, imageVersion } from '../../lib/model/image';
import { tokenOf } from '../../lib/model/token';
import { error, issuesOf } from '../support/testing';

const DIGEST = `sha256:${'0123456789abcdef'.repeat(4)}`;
const problems = (image: string, rule: ImageRule): readonly Issue[] =>
  issuesOf((issues) => checkImage(image, rule, issues));

test.each([
  ['users', { repository: 'users' }],
  ['users:1.4', { repository: 'users', tag: '1.4' }],
  ['shop/users:1.4', { repository: 'shop/users', tag: '1.4' }],
  ['localhost:5000/users', { repository: 'localhost:5000/users' }],
  ['Registry.Example:443/shop/users:A_b.c-1', { repository: 'Registry.Example:443/shop/users', tag: 'A_b.c-1' }],
  [`users@${DIGEST}`, { repository: 'users', digest: DIGEST }],
  [`r.io/a/b__c/d-e.f:1@${DIGEST}`, { repository: 'r.io/a/b__c/d-e.f', tag: '1', digest: DIGEST }],
])('reads %s', (image, parts) => {
  expect(parseImage(image)).toEqual(parts);
});

const wrong = [
  '',
  'Users',
  'users:',
  'users: 1',
  'users:1:2',
  '/users',
  'users/',
  'a//b',
  'users@sha256:ab',
  'a b',
  ':1',
];

test.each([...wrong, `users:${'a'.repeat(129)}`, 'http://registry/users', 'users:-1'])('refuses %j', (image) => {
  expect(parseImage(image)).toBeUndefined();
  expect(problems(image, 'any')).toEqual([
    error('image', `'${image}' is not an image reference: write it like 'registry.example.com/shop/users:1.4.2'`),
  ]);
});

describe('the environment’s rule', () => {
  const rule = { tags: ['release-v*', 'hotfix'] };

  test.each(['users:release-v1', 'users:release-v', 'users:hotfix', `users@${DIGEST}`, `users:latest@${DIGEST}`])(
    'takes %s',
    (image) => {
      expect(problems(image, rule)).toEqual([]);
    },
  );

  test.each([
    ['users:1.0', '1.0'],
    ['users', 'latest'],
    ['users:hotfix2', 'hotfix2'],
    ['users:pre-release-v1', 'pre-release-v1'],
  ])('refuses %s', (image, tag) => {
    expect(problems(image, rule)).toEqual([
      error(
        'image-rule',
        `image '${image}' has the tag '${tag}': this environment takes 'release-v*' or 'hotfix', or a digest (@sha256:…)`,
      ),
    ]);
  });

  test('any takes all, even without a tag', () => {
    expect(problems('users', 'any')).toEqual([]);
  });

  test('reads everything but the star as it stands', () => {
    expect(problems('users:1x0', { tags: ['1.0'] })).toHaveLength(1);
    expect(problems('users:a-1-b', { tags: ['a*b'] })).toEqual([]);
    expect(problems('users:v1.0', { tags: ['v1.*'] })).toEqual([]);
    expect(problems('users:v1a', { tags: ['v1+*', '(v1a)', '[v]1a'] })).toHaveLength(1);
  });
});

test('an image that only a running engine knows is left to it', () => {
  expect(problems(tokenOf('late'), { tags: ['stable-*'] })).toEqual([]);
});

describe('a helper’s image', () => {
  const helper = (image: string, rule: ImageRule = { tags: ['stable-*'] }): readonly Issue[] =>
    issuesOf((issues) => checkFixedImage(image, rule, issues));

  test.each(['envoy:1.30', `envoy@${DIGEST}`, `envoy:latest@${DIGEST}`])('may be %s, whatever the rule', (image) => {
    expect(helper(image)).toEqual([]);
  });

  test.each(['envoy', 'envoy:latest'])('may not be %s, which can change', (image) => {
    expect(helper(image)).toEqual([
      error(
        'image-rule',
        `image '${image}' has no fixed version: give it a tag other than 'latest', or a digest (@sha256:…)`,
      ),
    ]);
    expect(helper(image, 'any')).toEqual([]);
  });

  test('is told once when it is none', () => {
    expect(helper('?').map(({ rule }) => rule)).toEqual(['image']);
  });
});

test.each([
  ['users:1.4.2', '1.4.2'],
  [`users@${DIGEST}`, '0123456789ab'],
  ['users', 'latest'],
  ['not an image', 'latest'],
  ['users:_x_', 'x'],
])('the version of %s is %s', (image, version) => {
  expect(imageVersion(image)).toBe(version);
});
