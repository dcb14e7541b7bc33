import type { Issue, Waiver } from 'cdk8s-fairway';
import { applyWaivers } from '../../lib/model/waiver';
import { error, note, warning } from '../support/testing';

const TODAY = '2026-11-23';
const waiver = { rule: 'isolated-service', reason: 'comes next month', owner: 'shop', until: '2026-12-31' };
const isolated = warning('isolated-service', 'nobody can reach it', 'dev/shop/users');

const apply = (issues: readonly Issue[], ...waivers: readonly Waiver[]): readonly Issue[] =>
  applyWaivers(issues, waivers, { path: 'dev', today: TODAY });

test('issues without a waiver stay as they are', () => {
  expect(apply([isolated])).toEqual([isolated]);
});

const waived = note(
  'isolated-service',
  'nobody can reach it (waived by shop until 2026-12-31: comes next month)',
  'dev/shop/users',
);

test('a warning that is waived is a note, with the reason and the last day', () => {
  expect(apply([isolated], waiver)).toEqual([waived]);
  expect(apply([isolated], { ...waiver, service: 'users' })).toEqual([waived]);
});

test('a waiver counts on its last day', () => {
  expect(apply([isolated], { ...waiver, until: TODAY })[0]?.severity).toBe('note');
});

test('a waiver for one service does not cover another', () => {
  const found = apply([isolated], { ...waiver, service: 'orders' });
  expect(found[0]).toEqual(isolated);
});

test('an error cannot be waived', () => {
  const wrong = error('isolated-service', 'x', 'dev/users');
  expect(apply([wrong], waiver)[0]).toEqual(wrong);
});

test.each([
  [{}, "waiver of 'isolated-service'"],
  [{ service: 'orders' }, "waiver of 'isolated-service' for 'orders'"],
])('a waiver that covers nothing is warned of', (more, named) => {
  expect(apply([], { ...waiver, ...more })).toEqual([
    warning('waiver-unused', `${named} covers nothing any more: remove it`, 'dev'),
  ]);
});

test.each(['2026-11-22', '2025-12-31'])('fails after its last day, %s, and covers no more', (until) => {
  expect(apply([isolated], { ...waiver, until })).toEqual([
    isolated,
    error(
      'waiver',
      `waiver of 'isolated-service' expired on ${until}: mend what it covers, or decide again and set a later date`,
      'dev',
    ),
  ]);
});

test.each(['', '2027', '31.12.2026', '2026-13-01', '2026-12-32', '2026-1-1', 'tomorrow'])(
  'fails with the last day %j',
  (until) => {
    expect(apply([isolated], { ...waiver, until })).toEqual([
      isolated,
      error(
        'waiver',
        `waiver of 'isolated-service' ends on '${until}', which is no date: write it like '2027-03-31'`,
        'dev',
      ),
    ]);
  },
);

test.each(['', '  '])('fails with the reason %j', (reason) => {
  expect(apply([isolated], { ...waiver, service: 'users', reason })).toContainEqual(
    error('waiver', "waiver of 'isolated-service' for 'users' has no reason: say why it may stand", 'dev'),
  );
});

test('a waiver still counts on its last day', () => {
  const warning = { severity: 'warning', rule: 'isolated-service', message: 'alone', path: 'dev/a' } as const;
  const waiver = { rule: 'isolated-service', reason: 'soon', owner: 'shop', until: '2026-11-23' };
  const issues = applyWaivers([warning], [waiver], { path: 'dev', today: '2026-11-23' });
  expect(issues.map(({ severity }) => severity)).toEqual(['note']);
});
