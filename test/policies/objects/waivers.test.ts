import { covers, type ObjectWaiver, waiverProblems } from '../../../lib/policies/objects/waivers';

const breach = { rule: 'probed', namespace: 'shop', object: 'Deployment/orders' };
const waiver: ObjectWaiver = { rule: 'probed', reason: 'it has no port', owner: 'ann', until: '2027-03-31' };

function problems(change: object, breaches = [breach]): readonly string[] {
  return waiverProblems([{ ...waiver, ...change }], breaches, { rules: ['probed'], today: '2027-03-31' });
}

test.each([
  ['every namespace', {}, true],
  ['its namespace', { namespace: 'shop' }, true],
  ['another namespace', { namespace: 'shop-dev' }, false],
  ['the object', { object: 'Deployment/orders' }, true],
  ['another object', { object: 'Deployment/users' }, false],
  ['another rule', { rule: 'pinned-image' }, false],
])('a waiver for %s', (_what, change, expected) => {
  expect(covers({ ...waiver, ...change }, breach)).toBe(expected);
});

test('a waiver counts on its last day', () => {
  expect(problems({})).toEqual([]);
});

test.each([
  [{ until: '2027-03-30' }, 'expired on 2027-03-30'],
  [{ until: 'soon' }, "ends on 'soon', which is no date"],
  [{ until: undefined }, 'which is no date'],
  [{ reason: ' ' }, 'has no reason'],
  [{ owner: undefined }, 'has no owner'],
  [{ rule: 'probe' }, 'names no rule: the rules are probed'],
  [{ object: 'Deployment/users' }, 'for Deployment/users covers nothing: remove it'],
])('a waiver with %j is a problem', (change, problem) => {
  expect(problems(change)).toEqual([expect.stringContaining(problem)]);
});
