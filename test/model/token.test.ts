import { hasToken, splitTokens, tokenOf, withFallbacks } from '../../lib/model/token';

const late = { late: true };
const bare = tokenOf(late);
const known = tokenOf(late, 'usual');

test('a late value passes for a host name, and no two are the same', () => {
  expect(bare).toMatch(/^[a-z][-a-z0-9]*\.[a-z]+$/);
  expect(known).not.toBe(bare);
});

test('a text is known to have one', () => {
  expect([bare, `http://${bare}:80`, 'late-value.token', ''].map(hasToken)).toEqual([true, true, false, false]);
});

test('a text is taken apart', () => {
  expect(splitTokens(`a${bare}b${known}`)).toEqual(['a', { late }, 'b', { late, fallback: 'usual' }, '']);
  expect(splitTokens('plain')).toEqual(['plain']);
});

test('fallbacks take the place of tokens, however deep, and all else stays', () => {
  const data = { a: [`x-${known}`, 1, null], b: { c: known, d: 'plain' } };
  const missing = jest.fn();
  expect(withFallbacks(data, missing)).toEqual({ a: ['x-usual', 1, null], b: { c: 'usual', d: 'plain' } });
  expect(missing).not.toHaveBeenCalled();
});

test('where there is no fallback, the field is told', () => {
  const missing = jest.fn();
  withFallbacks({ a: [{ b: `${bare}${known}` }], c: bare }, missing);
  expect(missing.mock.calls).toEqual([['/a/0/b'], ['/c']]);
});
