import type { ConfigAs, ConfigValues, Issue } from '../../lib/index';
import { configData, looksSecret, mergeLayers, type ResolvedConfig, resolveConfig } from '../../lib/model/config';
import { error, issuesOf, resolved, warning } from '../support/testing';

const configOf = (service: ConfigValues, as?: ConfigAs): ResolvedConfig =>
  resolved((issues) => resolveConfig({ service }, as, issues));
const problems = (service: ConfigValues, as?: ConfigAs): readonly Issue[] =>
  issuesOf((issues) => resolveConfig({ service }, as, issues));

describe('layers', () => {
  const layers = {
    platform: { A: 'p', B: 'p', C: 'p', D: 'p' },
    environment: { B: 'e', C: 'e', D: 'e' },
    service: { C: 's', D: 's' },
    'service-in-environment': { D: 'se' },
  };

  test('win over weaker ones: platform < environment < service < service in environment', () => {
    expect(mergeLayers(layers).map(({ key, value, layer }) => [key, value, layer])).toEqual([
      ['A', 'p', 'platform'],
      ['B', 'e', 'environment'],
      ['C', 's', 'service'],
      ['D', 'se', 'service-in-environment'],
    ]);
  });

  test('are remembered by what they hide, weakest first', () => {
    expect(mergeLayers(layers).map(({ hidden }) => hidden)).toEqual([
      [],
      [{ layer: 'platform', value: 'p' }],
      [
        { layer: 'platform', value: 'p' },
        { layer: 'environment', value: 'e' },
      ],
      [
        { layer: 'platform', value: 'p' },
        { layer: 'environment', value: 'e' },
        { layer: 'service', value: 's' },
      ],
    ]);
  });

  test('win in whatever order they are written', () => {
    expect(mergeLayers({ service: { A: 's' }, platform: { A: 'p' } })).toMatchObject([{ value: 's' }]);
  });

  test('may all be empty', () => {
    expect(mergeLayers({})).toEqual([]);
  });
});

test('entries stand in the order of their keys, as text', () => {
  const config = configOf({ b: 1.5, a: false, C: '', 'a.b': 'x' });
  expect(configData(config)).toEqual({ C: '', a: 'false', 'a.b': 'x', b: '1.5' });
  expect(config.entries.map(({ key }) => key)).toEqual(['C', 'a', 'a.b', 'b']);
});

test('configuration is variables and rolls out, unless it is said', () => {
  expect(configOf({})).toMatchObject({ as: 'env', reload: 'rollout', path: '/etc/config' });
  expect(configOf({}, { as: 'env', reload: 'restart' })).toMatchObject({ as: 'env', reload: 'restart' });
  expect(configOf({}, { as: 'files' })).toMatchObject({ as: 'files', reload: 'rollout', path: '/etc/config' });
  expect(configOf({}, { as: 'files', path: '/app', reload: 'live' })).toMatchObject({ path: '/app', reload: 'live' });
});

test.each(['1A', 'A B', 'A=B', '', 'ä', '..', 'a/b'])('refuses the variable %j', (key) => {
  expect(problems({ [key]: 'x' })).toEqual([
    error(
      'config-key',
      `config key '${key}' (layer service) cannot be an environment variable: use letters, digits, '-', '_' and '.', not beginning with a digit`,
    ),
  ]);
});

test.each(['A B', 'a/b', '', '.', '..', '..x'])('refuses the file name %j', (key) => {
  expect(problems({ [key]: 'x' }, { as: 'files' })).toEqual([
    error(
      'config-key',
      `config key '${key}' (layer service) cannot be a file name: use letters, digits, '-', '_' and '.'`,
    ),
  ]);
});

test('a file’s name may begin with a digit', () => {
  expect(problems({ '1.conf': 'x' }, { as: 'files' })).toEqual([]);
});

test('an error names the layer that the key comes from', () => {
  const found = issuesOf((issues) => resolveConfig({ platform: { 'A B': 'x' } }, undefined, issues));
  expect(found[0]?.message).toMatch(/^config key 'A B' \(layer platform\) cannot be/);
});

describe('a secret in clear', () => {
  test('is warned of, without its value', () => {
    const found = problems({ DB_PASSWORD: 'hunter2' });
    expect(found).toEqual([
      warning(
        'config-secret',
        "config key 'DB_PASSWORD' (layer service) stands in clear, and its name says that it is a secret: move it to secrets",
      ),
    ]);
  });

  test('is known by its value', () => {
    expect(problems({ JDBC: 'postgres://shop:hunter2@db:5432/shop' })).toEqual([
      warning(
        'config-secret',
        "config key 'JDBC' (layer service) stands in clear, and its value looks like a URL with a password: move it to secrets",
      ),
    ]);
  });

  test.each([
    'db.password',
    'PASSWD',
    'clientSecret',
    'API_KEY',
    'api.key',
    'apikey',
    'private-key',
    'TOKEN',
    'credentials',
  ])('is suspected behind the name %s', (key) => {
    expect(looksSecret(key, 'x')).toBe('its name says that it is a secret');
    expect(looksSecret(key, '')).toBeUndefined();
  });

  test.each([
    'PASSWORD_FILE',
    'token.url',
    'SECRET_NAME',
    'TOKEN_TTL',
    'tokenIssuer',
    'API_KEY_HEADER',
    'LOG_LEVEL',
    'keys',
  ])('is not suspected behind the name %s', (key) => {
    expect(looksSecret(key, 'x')).toBeUndefined();
  });

  test.each([
    ['-----BEGIN RSA PRIVATE KEY-----\nMII', 'a private key'],
    ['-----BEGIN PRIVATE KEY-----', 'a private key'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.abc', 'a JSON web token'],
    ['AKIAABCDEFGHIJKLMNOP', 'an AWS access key'],
    [`ghp_${'a'.repeat(36)}`, 'a GitHub token'],
    ['amqp://:pw@mq', 'a URL with a password'],
  ])('is seen in the value %j', (value, what) => {
    expect(looksSecret('X_URL', value)).toBe(`its value looks like ${what}`);
  });

  test.each(['https://api.example/a:b@c', 'postgres://orders-db:5432/orders', 'user@example.com', 'AKIA', 'a:b@c'])(
    'is not seen in the value %j',
    (value) => {
      expect(looksSecret('X', value)).toBeUndefined();
    },
  );
});
