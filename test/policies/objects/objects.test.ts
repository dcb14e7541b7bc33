import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { violationsOf } from '../../../lib/policies/objects/check';
import { objectRules } from '../../../lib/policies/objects/rules';
import { runExample } from '../../examples/run-example';
import { type Manifest, nameOf } from '../../support/manifest';
import { table } from './table';

function broken(object: Manifest): readonly string[] {
  return [...new Set(violationsOf(object).map(({ rule }) => rule.name))].sort();
}

test.each(table)('%s', (_what, object, breaks) => {
  expect(broken(object)).toEqual(breaks);
});

test('every rule is broken by an object of the table', () => {
  const names = objectRules.map(({ name }) => name).sort();

  expect([...new Set(table.flatMap(([, , breaks]) => breaks))].sort()).toEqual(names);
});

test('a violation says where it is', () => {
  const object = { kind: 'Pod', metadata: { namespace: 'shop' }, spec: { hostIPC: true } };

  expect(violationsOf(object).map(({ location }) => location)).toEqual(['spec.hostIPC']);
});

test.each([
  ['shop', 'staging'],
  ['shop', 'prod'],
  ['sock-shop', 'staging'],
])('%s breaks no rule in %s', (name, environment) => {
  const objects = runExample(name).objects(environment);

  expect(objects.length).toBeGreaterThan(20);
  expect(objects.flatMap((object) => broken(object).map((rule) => `${nameOf(object)}: ${rule}`))).toEqual([]);
});

test('docs/policies.md has every rule, and no other', () => {
  const page = readFileSync(join(__dirname, '..', '..', '..', 'docs', 'policies.md'), 'utf8');
  const named = [...page.matchAll(/^\| `([a-z-]+)` \|/gm)].map(([, name]) => name);

  expect(named).toEqual(objectRules.map(({ name }) => name));
});
