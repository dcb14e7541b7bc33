import type { Issues } from './issue';
import { isConfigKey, isEnvName } from './names';
import { hasToken } from './token';

/** Where a secret's value comes from. */
export type SecretSource =
  /** An entry of the environment's secret store, read by External Secrets: `{ key: 'shop/orders/db', property: 'password' }`. */
  | { readonly key: string; readonly property?: string }
  /** A key of a Secret that already stands in the namespace. */
  | { readonly existingSecret: string; readonly key: string }
  /** The value itself, in clear: only where the environment allows it (dev). */
  | { readonly literal: string };

/** Secrets by the name the program knows them: a file's name, or an environment variable. */
export type Secrets = Readonly<Record<string, SecretSource>>;

/** Files (`/etc/secrets/DB_PASSWORD`, which never show up in a process list or a crash dump) or environment variables. */
export type SecretsAs = { readonly as: 'env' } | { readonly as: 'files'; readonly path?: string };

export interface ResolvedSecrets {
  readonly as: 'env' | 'files';
  readonly path: string;
  readonly store: readonly { readonly name: string; readonly key: string; readonly property?: string }[];
  readonly existing: readonly { readonly name: string; readonly secret: string; readonly key: string }[];
  readonly literals: readonly { readonly name: string; readonly value: string }[];
}

const SECRETS_PATH = '/etc/secrets';

interface SecretRules {
  readonly literalsAllowed: boolean;
  readonly hasStore: boolean;
}

export function resolveSecrets(
  secrets: Secrets,
  options: SecretsAs | undefined,
  rules: SecretRules,
  issues: Issues,
): ResolvedSecrets {
  const sorted = Object.entries(secrets).sort(([a], [b]) => (a < b ? -1 : 1));
  const as = options?.as ?? 'files';
  const resolved = {
    as,
    path: (options?.as === 'files' ? options.path : undefined) ?? SECRETS_PATH,
    store: sorted.flatMap(([name, source]) => (isStored(source) ? [{ name, ...source }] : [])),
    existing: sorted.flatMap(([name, source]) =>
      'existingSecret' in source ? [{ name, secret: source.existingSecret, key: source.key }] : [],
    ),
    literals: sorted.flatMap(([name, source]) => ('literal' in source ? [{ name, value: source.literal }] : [])),
  };
  checkNames(
    sorted.map(([name]) => name),
    as,
    issues,
  );
  checkSources(resolved, rules, issues);
  return resolved;
}

function isStored(source: SecretSource): source is { key: string; property?: string } {
  return !('literal' in source) && !('existingSecret' in source);
}

function checkNames(names: readonly string[], as: 'env' | 'files', issues: Issues): void {
  for (const name of names) {
    if (isConfigKey(name) && (as === 'files' || isEnvName(name))) continue;
    issues.error(
      'secret-name',
      `secret '${name}' cannot be ${as === 'env' ? 'an environment variable' : 'a file name'}: use letters, digits, '-', '_' and '.'`,
    );
  }
}

function checkSources(secrets: ResolvedSecrets, rules: SecretRules, issues: Issues): void {
  if (!rules.literalsAllowed) {
    for (const { name, value } of secrets.literals) {
      if (hasToken(value)) continue;
      issues.error(
        'secret-literal',
        `secret '${name}' is a literal, which this environment refuses: refer to the secret store ({ key, property }) or to an existing Secret ({ existingSecret, key })`,
      );
    }
  }
  if (!rules.hasStore && secrets.store.length > 0) {
    const names = secrets.store.map(({ name }) => `'${name}'`).join(', ');
    issues.error(
      'secret-store',
      `${names} come from a secret store, and the environment has none: give the environment secretStore: { name: '…' }`,
    );
  }
}
