import {
  contentHash,
  isConfigKey,
  isDnsLabel,
  isDnsSubdomain,
  isEnvName,
  isLabelKey,
  isLabelValue,
  isNetwork,
  isPortName,
  isServiceName,
  isTopicName,
  suggestServiceName,
  toEnvStem,
  toLabelValue,
} from '../../lib/model/names';

const a = (length: number): string => 'a'.repeat(length);

const rules: readonly [string, (value: string) => boolean, readonly string[], readonly string[]][] = [
  ['DNS label', isDnsLabel, ['a', '0', 'a-b', '1-2', a(63)], ['', '-a', 'a-', 'A', 'a.b', 'a_b', 'ä', a(64), 'a\n']],
  ['Service name', isServiceName, ['a', 'a-1', a(63)], ['', '1a', '-a', 'a-', 'A', 'a.b', a(64)]],
  [
    'DNS subdomain',
    isDnsSubdomain,
    ['a', '1.2', 'a-b.c-d', '10.0.0.1', `${a(126)}.${a(126)}`],
    ['', '.a', 'a.', 'a..b', 'a.-b', 'A.b', 'a/b', 'http://a', '*.a', a(254)],
  ],
  ['label value', isLabelValue, ['', 'a', 'A_b.c-1', a(63)], ['-a', 'a-', 'a b', 'a/b', 'ü', a(64)]],
  ['port name', isPortName, ['http', 'a', '1a', 'http-2', a(15)], ['', '80', '-a', 'a-', 'a--b', 'Http', 'a_b', a(16)]],
  ['config key', isConfigKey, ['a', 'A.b_c-1', '.a', a(253)], ['', '.', '..', '..a', 'a b', 'a/b', 'ä', a(254)]],
  ['variable name', isEnvName, ['A', '_', 'a.b-c', '-a', '.a'], ['', '.', '..', '..a', '1A', 'A B', 'A=B', 'Ä']],
  ['topic name', isTopicName, ['a', 'A._-1', a(249)], ['', '.', '..', 'a b', 'a/b', a(250)]],
  [
    'network',
    isNetwork,
    ['0.0.0.0/0', '10.0.0.1/32', '::/0', '2001:db8::/128'],
    [
      '',
      '10.0.0.0',
      '10.0.0.0/',
      '/8',
      '10.0.0.0/33',
      '256.0.0.0/8',
      '::/129',
      '10.0.0.0/8/8',
      '10.0.0.0/-1',
      '10.0.0.0/8x',
      'a/8',
    ],
  ],
  [
    'label key',
    isLabelKey,
    ['a', 'A_b', 'shop.example/team', `${a(253)}/${a(63)}`],
    ['', '/a', 'a/', 'a/b/c', '-a', 'A.example/b', `a/${a(64)}`, `${a(254)}/a`],
  ],
];

describe.each(rules)('%s', (_name, isValid, good, bad) => {
  test.each(good)('%j is one', (value) => {
    expect(isValid(value)).toBe(true);
  });

  test.each(bad)('refuses %j', (value) => {
    expect(isValid(value)).toBe(false);
  });
});

test.each([
  ['Users', 'users'],
  ['userService', 'user-service'],
  ['user_service', 'user-service'],
  ['user--service.v2', 'user-service-v2'],
  ['1-users-', 'users'],
  ['Größe', 'gr-e'],
  [a(70), a(63)],
  [`${a(62)}-b`, a(62)],
  ['', 'my-service'],
  ['123', 'my-service'],
])('for %j, the nearest Service name is %j', (given, nearest) => {
  expect(suggestServiceName(given)).toBe(nearest);
  expect(isServiceName(nearest)).toBe(true);
});

test.each([
  ['users', 'USERS'],
  ['order-events', 'ORDER_EVENTS'],
  ['a.b--c', 'A_B_C'],
])('the variables of %j begin with %s', (name, stem) => {
  expect(toEnvStem(name)).toBe(stem);
});

test.each([
  ['1.4.2', '1.4.2'],
  ['a b/c', 'a-b-c'],
  ['-a-', 'a'],
  ['--a..', 'a'],
  ['a  b', 'a-b'],
  [a(70), a(63)],
  [`${a(62)}-b`, a(62)],
  ['///', ''],
  ['', ''],
])('%j becomes the label value %j', (text, value) => {
  expect(toLabelValue(text)).toBe(value);
  expect(isLabelValue(value)).toBe(true);
});

describe('content hash', () => {
  test('is ten hexadecimal digits', () => {
    expect(contentHash({ a: '1' })).toMatch(/^[0-9a-f]{10}$/);
  });

  test('does not depend on the order of keys', () => {
    expect(contentHash({ a: '1', b: '2' })).toBe(contentHash({ b: '2', a: '1' }));
  });

  test('differs when a key, a value or the border between them differs', () => {
    const contents: Record<string, string>[] = [{ a: '1' }, { a: '2' }, { b: '1' }, { a1: '' }, {}, { a: '1', b: '' }];
    expect(new Set(contents.map(contentHash)).size).toBe(contents.length);
  });
});
