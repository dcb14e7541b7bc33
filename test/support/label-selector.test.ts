import { selectorTest } from './label-selector';

describe('a label selector', () => {
  const objects = [{ tier: 'web' }, { tier: 'data' }, {}];

  test.each<[string, string[] | undefined, boolean[]]>([
    ['In', ['web', 'x'], [true, false, false]],
    ['NotIn', ['web', 'x'], [false, true, true]],
    ['Exists', undefined, [true, true, false]],
    ['DoesNotExist', undefined, [false, false, true]],
  ])('knows the operator %s', (operator, values, expected) => {
    const selects = selectorTest({ matchExpressions: [{ key: 'tier', operator, values }] });
    expect(objects.map(selects)).toEqual(expected);
  });

  test('refuses an operator nobody knows', () => {
    expect(() => selectorTest({ matchExpressions: [{ key: 'tier', operator: 'Is' }] })).toThrow('operator Is');
  });

  test('selects everything when it is empty or missing', () => {
    const empty = [{}, undefined, { matchLabels: {}, matchExpressions: [] }].map(selectorTest);
    expect(empty.map((selects) => selects({ tier: 'web' }))).toEqual([true, true, true]);
  });

  test('wants all of its labels and expressions at once', () => {
    const matchExpressions = ['tier', 'zone'].map((key) => ({ key, operator: 'Exists' }));
    const selects = selectorTest({ matchLabels: { app: 'cart', part: 'a' }, matchExpressions });
    const all = { app: 'cart', part: 'a', tier: 'web', zone: '1' };
    const without = (key: string): object => Object.fromEntries(Object.entries(all).filter(([name]) => name !== key));
    expect(selects(all)).toBe(true);
    expect(Object.keys(all).map((key) => selects({ ...without(key) }))).toEqual([false, false, false, false]);
    expect(selects({ ...all, app: 'orders' })).toBe(false);
  });

  test('does not take what every JavaScript object inherits for a label', () => {
    expect(selectorTest({ matchExpressions: [{ key: 'toString', operator: 'Exists' }] })({})).toBe(false);
  });
});
