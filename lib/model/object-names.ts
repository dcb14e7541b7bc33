import { configData, type ResolvedConfig } from './config';
import { CONSUL_SIDECAR } from './consul';
import type { Issues } from './issue';
import { contentHash, isDnsLabel, isDnsSubdomain, isServiceName, suggestServiceName } from './names';
import type { ResolvedSecrets } from './secrets';
import type { ResolvedSidecar } from './sidecar';

/** Names of the objects, where something outside already counts on other ones. */
export interface ObjectNames {
  /** @default - the construct's id */
  readonly service?: string;
  /** @default - the construct's id */
  readonly container?: string;
  /** @default - '<id>-config' */
  readonly configMap?: string;
  /** @default - '<id>-secrets' */
  readonly secret?: string;
}

export interface ResolvedNames extends Required<ObjectNames> {
  /** The Secret of the values that stand in the program; its own where a secret store fills the other. */
  readonly literalSecret: string;
}

interface Contents {
  readonly config: ResolvedConfig;
  readonly secrets: ResolvedSecrets;
  readonly sidecars: readonly ResolvedSidecar[];
}

export function resolveNames(id: string, given: ObjectNames, contents: Contents, issues: Issues): ResolvedNames {
  const { config, secrets, sidecars } = contents;
  const configMap = given.configMap ?? `${id}-config`;
  const secret = given.secret ?? `${id}-secrets`;
  const service = given.service ?? id;
  const container = given.container ?? id;
  for (const name of new Set([id, service])) checkServiceName(name, issues);
  for (const name of [given.configMap, given.secret]) checkObjectName(name, issues);
  checkContainers([container, ...sidecars.map(({ name }) => name)], issues);
  return {
    service,
    container,
    configMap: config.reload === 'rollout' ? `${configMap}-${contentHash(configData(config))}` : configMap,
    secret,
    literalSecret: secrets.store.length > 0 ? `${secret}-literals` : secret,
  };
}

/** A microservice's own name is held to the same rule: it names the Service unless told otherwise. */
function checkServiceName(name: string, issues: Issues): void {
  if (isServiceName(name)) return;
  const suggestion = suggestServiceName(name);
  issues.error(
    'service-name',
    `'${name}' cannot name a Service, which takes at most 63 of a-z, 0-9 and '-', beginning with a letter: did you mean '${suggestion}'?`,
  );
}

function checkObjectName(name: string | undefined, issues: Issues): void {
  if (name === undefined || isDnsSubdomain(name)) return;
  issues.error('object-name', `'${name}' cannot name an object, which takes at most 253 of a-z, 0-9, '-' and '.'`);
}

function checkContainers(names: readonly string[], issues: Issues): void {
  const taken = new Set([CONSUL_SIDECAR]);
  for (const name of names) {
    if (!isDnsLabel(name)) {
      issues.error('container-name', `container '${name}' must be a DNS label (a-z, 0-9, '-'; at most 63)`);
    }
    if (taken.has(name)) {
      issues.error('container-name', `container '${name}' has the name of another container of the pod: rename it`);
    }
    taken.add(name);
  }
}
