import type { Issues } from './issue';
import { isConfigKey, isEnvName } from './names';

/** Plain configuration: keys as the program reads them (`'log.level'`, `LOG_LEVEL`). Never secrets. */
export type ConfigValues = Readonly<Record<string, string | number | boolean>>;

/** The layers of configuration, weakest first. */
export const configLayers = ['platform', 'environment', 'service', 'service-in-environment'] as const;
export type ConfigLayer = (typeof configLayers)[number];

/** Where a configuration key's value comes from. */
export interface ConfigEntry {
  readonly key: string;
  readonly value: string;
  readonly layer: ConfigLayer;
  /** Values of weaker layers that this one hides, weakest first. */
  readonly hidden: readonly { readonly layer: ConfigLayer; readonly value: string }[];
}

/**
 * How configuration reaches the program, and what a change of it does.
 *
 * - `reload: 'rollout'`: the ConfigMap's name carries its content's hash, so a change rolls the pods and an old
 *   ReplicaSet, a canary or a rollback keeps its own configuration.
 * - `reload: 'restart'`: a fixed name; a change rolls the pods, and an undone rollout runs with the new configuration.
 * - `reload: 'live'`: mounted files change under the running program, without a restart.
 */
export type ConfigAs =
  | { readonly as: 'env'; readonly reload?: 'rollout' | 'restart' }
  | { readonly as: 'files'; readonly path?: string; readonly reload?: 'rollout' | 'restart' | 'live' };

export interface ResolvedConfig {
  /** By key, in the order of keys. */
  readonly entries: readonly ConfigEntry[];
  readonly as: 'env' | 'files';
  readonly path: string;
  readonly reload: 'rollout' | 'restart' | 'live';
}

const CONFIG_PATH = '/etc/config';

export type ConfigByLayer = Readonly<Partial<Record<ConfigLayer, ConfigValues>>>;

export function resolveConfig(layers: ConfigByLayer, options: ConfigAs | undefined, issues: Issues): ResolvedConfig {
  const entries = mergeLayers(layers);
  const as = options?.as ?? 'env';
  for (const entry of entries) checkEntry(entry, as, issues);
  return {
    entries,
    as,
    path: (options?.as === 'files' ? options.path : undefined) ?? CONFIG_PATH,
    reload: options?.reload ?? 'rollout',
  };
}

/** The keys and values alone, as they stand in the ConfigMap. */
export function configData(config: ResolvedConfig): Record<string, string> {
  return Object.fromEntries(config.entries.map(({ key, value }) => [key, value]));
}

/** Later layers win; every key remembers its layer and what it hides. */
export function mergeLayers(layers: ConfigByLayer): readonly ConfigEntry[] {
  const merged = new Map<string, ConfigEntry>();
  for (const layer of configLayers) {
    for (const [key, value] of Object.entries(layers[layer] ?? {})) {
      const weaker = merged.get(key);
      const hidden = weaker ? [...weaker.hidden, { layer: weaker.layer, value: weaker.value }] : [];
      merged.set(key, { key, value: String(value), layer, hidden });
    }
  }
  return [...merged.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

const SECRET_KEY = /(passw(or)?d|secret|token|credential|api[-_.]?key|private[-_.]?key)/i;
/** A key that ends so names a place or a limit, not the secret itself. */
const HARMLESS_KEY = /[-_.]?(url|uri|file|path|dir|name|issuer|ttl|seconds|enabled|audience|header)$/i;
const SECRET_VALUES: readonly [RegExp, string][] = [
  [/-----BEGIN [A-Z ]*PRIVATE KEY-----/, 'a private key'],
  [/^eyJ[\w-]{8,}\.eyJ[\w-]{8,}\./, 'a JSON web token'],
  [/\b(AKIA|ASIA)[A-Z0-9]{16}\b/, 'an AWS access key'],
  [/\bgh[pousr]_[A-Za-z0-9]{30,}/, 'a GitHub token'],
  [/^[a-z][a-z0-9+.-]*:\/\/[^/\s:@]*:[^/\s@]+@/i, 'a URL with a password'],
];

/** Why a plain value looks like a secret, or undefined. */
export function looksSecret(key: string, value: string): string | undefined {
  const byValue = SECRET_VALUES.find(([pattern]) => pattern.test(value));
  if (byValue) return `its value looks like ${byValue[1]}`;
  if (value !== '' && SECRET_KEY.test(key) && !HARMLESS_KEY.test(key)) return 'its name says that it is a secret';
  return undefined;
}

function checkEntry({ key, value, layer }: ConfigEntry, as: 'env' | 'files', issues: Issues): void {
  const valid = isConfigKey(key) && (as === 'files' || isEnvName(key));
  if (!valid) {
    const letters =
      as === 'env'
        ? "letters, digits, '-', '_' and '.', not beginning with a digit"
        : "letters, digits, '-', '_' and '.'";
    issues.error(
      'config-key',
      `config key '${key}' (layer ${layer}) cannot be ${as === 'env' ? 'an environment variable' : 'a file name'}: use ${letters}`,
    );
  }
  const reason = looksSecret(key, value);
  if (reason) {
    issues.warning(
      'config-secret',
      `config key '${key}' (layer ${layer}) stands in clear, and ${reason}: move it to secrets`,
    );
  }
}
