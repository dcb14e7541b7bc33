import type { Issue, Secrets, SecretsAs } from '../../lib/index';
import { type ResolvedSecrets, resolveSecrets } from '../../lib/model/secrets';
import { tokenOf } from '../../lib/model/token';
import { error, issuesOf, resolved } from '../support/testing';

const open = { literalsAllowed: true, hasStore: true };
const secretsOf = (secrets: Secrets, as?: SecretsAs): ResolvedSecrets =>
  resolved((issues) => resolveSecrets(secrets, as, open, issues));
const problems = (secrets: Secrets, as?: SecretsAs, rules: Partial<typeof open> = {}): readonly Issue[] =>
  issuesOf((issues) => resolveSecrets(secrets, as, { ...open, ...rules }, issues));

test('secrets are told apart by where they come from, in the order of their names', () => {
  expect(
    secretsOf({
      Z: { key: 'shop/z', property: 'p' },
      A: { key: 'shop/a' },
      B: { existingSecret: 'tls', key: 'tls.key' },
      C: { literal: 'x' },
      M: { key: 'shop/m' },
    }),
  ).toMatchObject({
    store: [
      { name: 'A', key: 'shop/a' },
      { name: 'M', key: 'shop/m' },
      { name: 'Z', key: 'shop/z', property: 'p' },
    ],
    existing: [{ name: 'B', secret: 'tls', key: 'tls.key' }],
    literals: [{ name: 'C', value: 'x' }],
  });
});

test('secrets are files under /etc/secrets, unless it is said', () => {
  expect(secretsOf({})).toMatchObject({ as: 'files', path: '/etc/secrets' });
  expect(secretsOf({}, { as: 'files', path: '/run/secrets' })).toMatchObject({ as: 'files', path: '/run/secrets' });
  expect(secretsOf({}, { as: 'env' }).as).toBe('env');
});

test.each(['', 'a b', 'a/b', '..', '..a', 'ä'])('refuses the file name %j', (name) => {
  expect(problems({ [name]: { literal: 'x' } })).toEqual([
    error('secret-name', `secret '${name}' cannot be a file name: use letters, digits, '-', '_' and '.'`),
  ]);
});

test.each(['1A', 'A B', ''])('refuses the variable %j', (name) => {
  expect(problems({ [name]: { literal: 'x' } }, { as: 'env' })).toEqual([
    error('secret-name', `secret '${name}' cannot be an environment variable: use letters, digits, '-', '_' and '.'`),
  ]);
});

test('a file’s name may begin with a digit', () => {
  expect(problems({ '1.pem': { literal: 'x' } })).toEqual([]);
});

test('refuses a literal where the environment does, and does not repeat it', () => {
  const found = problems({ DB: { literal: 'hunter2' } }, undefined, { literalsAllowed: false });
  expect(found).toEqual([
    error(
      'secret-literal',
      "secret 'DB' is a literal, which this environment refuses: refer to the secret store ({ key, property }) or to an existing Secret ({ existingSecret, key })",
    ),
  ]);
  expect(JSON.stringify(found)).not.toContain('hunter2');
});

test('takes a value that only a running engine knows, everywhere', () => {
  expect(problems({ DB: { literal: tokenOf('late') } }, undefined, { literalsAllowed: false })).toEqual([]);
});

test('refuses secrets of a store where there is none', () => {
  expect(problems({ B: { key: 'b' }, A: { key: 'a' } }, undefined, { hasStore: false })).toEqual([
    error(
      'secret-store',
      "'A', 'B' come from a secret store, and the environment has none: give the environment secretStore: { name: '…' }",
    ),
  ]);
});

test('existing Secrets need neither store nor permission', () => {
  expect(
    problems({ A: { existingSecret: 'a', key: 'k' } }, undefined, { hasStore: false, literalsAllowed: false }),
  ).toEqual([]);
});
