import { groupBy } from '../../lib/model/group';

test('groups stand in order of first appearance, and their items in order', () => {
  const groups = groupBy(['b1', 'a1', 'b2'], (item) => item[0]!);
  expect([...groups]).toEqual([
    ['b', ['b1', 'b2']],
    ['a', ['a1']],
  ]);
});

test('nothing makes no group', () => {
  expect(groupBy([], String).size).toBe(0);
});
