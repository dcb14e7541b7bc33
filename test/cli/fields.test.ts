import fc from 'fast-check';
import { fieldDifferences, formatPath, leaves, parsePath, plainStep, valueAt } from '../../lib/cli/fields';

function differences(left: unknown, right: unknown): Record<string, readonly unknown[]> {
  return Object.fromEntries(fieldDifferences(left, right).map((one) => [formatPath(one.path), [one.left, one.right]]));
}

describe('the fields that differ', () => {
  test('are as deep down as possible', () => {
    expect(differences({ spec: { a: 1, b: { c: 2 } } }, { spec: { a: 1, b: { c: 3 } } })).toEqual({
      'spec.b.c': [2, 3],
    });
  });

  test('are whole where one side has none', () => {
    expect(differences({ spec: {} }, { spec: { b: { c: 3 } } })).toEqual({ 'spec.b': [undefined, { c: 3 }] });
  });

  test('are found by name in lists of named items, whatever their order', () => {
    const left = {
      env: [
        { name: 'A', value: '1' },
        { name: 'B', value: '2' },
      ],
    };
    const right = {
      env: [
        { name: 'B', value: '3' },
        { name: 'A', value: '1' },
      ],
    };

    expect(differences(left, right)).toEqual({ 'env[B].value': ['2', '3'] });
  });

  test('are the order, where nothing else differs', () => {
    expect(differences({ args: ['a', 'b'] }, { args: ['b', 'a'] })).toEqual({
      args: [
        ['a', 'b'],
        ['b', 'a'],
      ],
    });
    const [a, b] = [{ name: 'a' }, { name: 'b' }];
    expect(differences({ list: [a, b] }, { list: [b, a] })).toEqual({
      list: [
        [a, b],
        [b, a],
      ],
    });
  });

  test('are inside of the items that the other list has not, one by one where there are as many', () => {
    expect(differences({ egress: [{ port: 1 }, { port: 2 }] }, { egress: [{ port: 2 }, { port: 3 }] })).toEqual({
      'egress[].port': [1, 3],
    });
  });

  test('are whole items where there are more on one side', () => {
    expect(differences({ egress: [{ port: 1 }] }, { egress: [{ port: 1 }, { port: 3 }] })).toEqual({
      'egress[]': [undefined, { port: 3 }],
    });
    expect(differences({ egress: [{ port: 1 }, { port: 3 }] }, { egress: [{ port: 1 }] })).toEqual({
      'egress[]': [{ port: 3 }, undefined],
    });
  });

  test('are none between a value and itself, and some between any two that are not the same', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        const [one, other] = [a, b].map((value) => JSON.parse(JSON.stringify(value)) as unknown);
        expect(fieldDifferences(one, one)).toEqual([]);
        expect(fieldDifferences(one, other).length === 0).toBe(
          JSON.stringify(one) === JSON.stringify(other) || same(one, other),
        );
      }),
    );
  });
});

/** Whether two values are the same but for the order of keys. */
function same(one: unknown, other: unknown): boolean {
  try {
    expect(one).toStrictEqual(other);
    return true;
  } catch {
    return false;
  }
}

describe('a path', () => {
  test('leads to the value that it was made from', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        for (const [path, leaf] of leaves(value)) expect(valueAt(value, path)).toEqual(leaf);
      }),
    );
  });

  test('reads as kubectl writes it, and is read back', () => {
    const path = ['spec', 'containers', '[orders]', 'env', '[A_B]', 'data', 'log.level'];

    expect(formatPath(path)).toBe('spec.containers[orders].env[A_B].data[log.level]');
    expect(parsePath(formatPath(path))).toEqual(path.map(plainStep));
  });
});
