import { formatIssue, Issues } from '../../lib/model/issue';

test('issues are kept in order, each with its severity, rule and path', () => {
  const issues = new Issues('dev/users');
  issues.note('a', 'one');
  issues.warning('b', 'two');
  issues.error('c', 'three');
  expect(issues.list).toEqual([
    { severity: 'note', rule: 'a', message: 'one', path: 'dev/users' },
    { severity: 'warning', rule: 'b', message: 'two', path: 'dev/users' },
    { severity: 'error', rule: 'c', message: 'three', path: 'dev/users' },
  ]);
});

test('an issue reads in one line', () => {
  expect(formatIssue({ severity: 'warning', rule: 'r', message: 'look out', path: 'dev/users' })).toBe(
    'warning [dev/users] look out',
  );
});
