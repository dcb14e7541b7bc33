import type { ConfigAs, Issue, ObjectNames, Secrets } from '../../lib/index';
import { resolveConfig } from '../../lib/model/config';
import type { Issues } from '../../lib/model/issue';
import { type ResolvedNames, resolveNames } from '../../lib/model/object-names';
import { resolveSecrets } from '../../lib/model/secrets';
import { error, issuesOf, resolved } from '../support/testing';

interface Given {
  readonly id?: string;
  readonly names?: ObjectNames;
  readonly value?: string;
  readonly reload?: ConfigAs['reload'];
  readonly secrets?: Secrets;
  readonly sidecars?: readonly string[];
}

const names =
  ({ id = 'users', names: given = {}, value = '1', reload = 'rollout', secrets = {}, sidecars = [] }: Given) =>
  (issues: Issues): ResolvedNames => {
    const config = resolved((none) => resolveConfig({ service: { A: value } }, { as: 'files', reload }, none));
    const rules = { literalsAllowed: true, hasStore: true };
    const contents = {
      config,
      secrets: resolved((none) => resolveSecrets(secrets, undefined, rules, none)),
      sidecars: sidecars.map((name) => ({ name }) as never),
    };
    return resolveNames(id, given, contents, issues);
  };
const problems = (given: Given): readonly Issue[] => issuesOf(names(given));

test('objects are named after the service', () => {
  expect(resolved(names({ reload: 'restart' }))).toEqual({
    service: 'users',
    container: 'users',
    configMap: 'users-config',
    secret: 'users-secrets',
    literalSecret: 'users-secrets',
  });
});

test('each name can be said', () => {
  const given = { service: 'svc', container: 'app', configMap: 'cm', secret: 'sec' };
  expect(resolved(names({ names: given, reload: 'live' }))).toEqual({ ...given, literalSecret: 'sec' });
});

describe('the ConfigMap’s name', () => {
  const configMap = (given: Given): string => resolved(names(given)).configMap;

  test('carries the content’s hash where a change rolls out', () => {
    expect(configMap({})).toMatch(/^users-config-[0-9a-f]{10}$/);
    expect(configMap({ names: { configMap: 'cm' } })).toMatch(/^cm-[0-9a-f]{10}$/);
    expect(configMap({ value: '2' })).not.toBe(configMap({ value: '1' }));
  });

  test('stays the same where it restarts or lives', () => {
    expect(configMap({ reload: 'restart', value: '2' })).toBe('users-config');
    expect(configMap({ reload: 'live', value: '2' })).toBe('users-config');
  });
});

test('literal secrets make way for those of the store', () => {
  const secrets = { A: { key: 'a' }, B: { literal: 'b' } };
  expect(resolved(names({ secrets }))).toMatchObject({
    secret: 'users-secrets',
    literalSecret: 'users-secrets-literals',
  });
});

const cannot = (name: string, suggestion: string): Issue =>
  error(
    'service-name',
    `'${name}' cannot name a Service, which takes at most 63 of a-z, 0-9 and '-', beginning with a letter: did you mean '${suggestion}'?`,
  );

test('refuses a microservice whose name no Service can have', () => {
  expect(problems({ id: 'userService', names: { container: 'app' } })).toEqual([cannot('userService', 'user-service')]);
  expect(problems({ id: '1st' })).toEqual([cannot('1st', 'st')]);
});

test('refuses such a name for the Service alone', () => {
  expect(problems({ names: { service: 'users.v1' } })).toEqual([cannot('users.v1', 'users-v1')]);
});

test('refuses names that no object can have', () => {
  expect(problems({ names: { configMap: 'Config', secret: 'a/b' } })).toEqual([
    error('object-name', "'Config' cannot name an object, which takes at most 253 of a-z, 0-9, '-' and '.'"),
    error('object-name', "'a/b' cannot name an object, which takes at most 253 of a-z, 0-9, '-' and '.'"),
  ]);
});

test.each(['App', 'a.b', 'a'.repeat(64)])('refuses the container %j', (container) => {
  const wrong = error('container-name', `container '${container}' must be a DNS label (a-z, 0-9, '-'; at most 63)`);
  expect(problems({ names: { container } })).toEqual([wrong]);
  expect(problems({ sidecars: [container] })).toEqual([wrong]);
});

test.each([
  ['a sidecar of the main container’s name', { sidecars: ['users'] }, 'users'],
  ['a sidecar of the registration’s name', { sidecars: ['consul-registration'] }, 'consul-registration'],
  [
    'a main container of the registration’s name',
    { names: { container: 'consul-registration' } },
    'consul-registration',
  ],
])('refuses %s', (_what, given, name) => {
  expect(problems(given)).toEqual([
    error('container-name', `container '${name}' has the name of another container of the pod: rename it`),
  ]);
});
