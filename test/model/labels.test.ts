import { checkLabels, recommendedLabels, selectorLabels } from '../../lib/model/labels';
import { error, issuesOf } from '../support/testing';

const context = { name: 'users', environment: 'dev', partOf: 'shop' };

test('every object carries the recommended labels and its environment', () => {
  expect(recommendedLabels(context)).toEqual({
    'app.kubernetes.io/name': 'users',
    'app.kubernetes.io/instance': 'users',
    'app.kubernetes.io/part-of': 'shop',
    'app.kubernetes.io/managed-by': 'cdk8s-fairway',
    environment: 'dev',
  });
});

test('and its owner, if it has one', () => {
  expect(recommendedLabels({ ...context, owner: 'team-shop' }).owner).toBe('team-shop');
});

test('one label alone chooses the pods, and it does not carry the version', () => {
  expect(selectorLabels('users')).toEqual({ 'app.kubernetes.io/instance': 'users' });
});

test('takes labels of the user’s own', () => {
  expect(issuesOf((issues) => checkLabels({ team: '', 'shop.example/cost': 'A-1_b.c' }, issues))).toEqual([]);
});

test.each(['', 'a b', 'a/b/c', '-a'])('refuses the label key %j', (key) => {
  expect(issuesOf((issues) => checkLabels({ [key]: 'x' }, issues))).toEqual([
    error(
      'label-key',
      `label key '${key}' must be at most 63 of letters, digits, '-', '_' and '.', after an optional DNS name and '/'`,
    ),
  ]);
});

test('refuses a key that the library sets itself', () => {
  expect(issuesOf((issues) => checkLabels({ 'app.kubernetes.io/name': 'x' }, issues))).toEqual([
    error('label-key', "label 'app.kubernetes.io/name' is set by the library: choose another key"),
  ]);
});

test.each(['a b', '-a', 'a'.repeat(64)])('refuses the label value %j', (value) => {
  expect(issuesOf((issues) => checkLabels({ team: value }, issues))).toEqual([
    error(
      'label-value',
      `value '${value}' of label 'team' must be at most 63 of letters, digits, '-', '_' and '.', beginning and ending with a letter or digit`,
    ),
  ]);
});
