import { type SecretKey, TOO_MANY_ERRORS } from './alerting';
import type { Capacity } from './capacity';
import type { Issues } from './issue';
import type { MonitoringOptions } from './monitoring';
import { checkNetworks } from './networks';
import type { PodPeer } from './peer';
import { judgeSeconds, type ReleaseStrategy } from './release';
import type { ResolvedResources } from './resources';

/**
 * What happens when a service fails too many requests after a release: Alertmanager calls Argo Events, which runs a Job
 * that takes the release back, once.
 */
export interface RollbackOptions {
  /**
   * `'undo'` gives the failing service's Deployment its version before, for an environment that is synced by hand.
   * `{ git }` reverts the commit that brought the release, for one that follows Git by itself and would undo an undo.
   */
  readonly by: 'undo' | { readonly git: GitRevert };
  /** Image of the Job: it needs `sh`, `date` and `kubectl`; to revert in Git, `git` in place of `kubectl`. */
  readonly image: string;
  /** The token that Alertmanager shows, and without which nobody is heard. */
  readonly token: SecretKey;
  readonly eventBus: EventBusOptions;
  /** Where the API server is: what is outside of the pods' networks is closed to them. */
  readonly apiServer: ApiServerOptions;
  /**
   * The pods that may call.
   * @default - pods labelled `app.kubernetes.io/name: alertmanager` in the namespace of `monitoring`
   */
  readonly alertmanager?: PodPeer;
}

/** The commit that is reverted: the last one of the branch that changed the environment's images lock. */
export interface GitRevert {
  /** By HTTPS, without user and password. */
  readonly repository: string;
  readonly branch: string;
  /** Path of the images lock in the repository. */
  readonly lockFile: string;
  /** Secret of the environment's namespace with `username` and `password` of somebody who may push to the branch. */
  readonly credentialsSecret: string;
  /** Networks that the repository's host is in. */
  readonly cidrs: readonly string[];
}

/** A NATS server with JetStream and TLS, by which Argo Events hands on what it has received. */
export interface EventBusOptions extends PodPeer {
  /** `nats://nats.nats.svc:4222`. */
  readonly url: string;
  /** A YAML text with `username` and `password`. */
  readonly access: SecretKey;
}

export interface ApiServerOptions {
  /** Networks that its addresses are in, as `kubectl get endpoints kubernetes` shows them. */
  readonly cidrs: readonly string[];
  /** @default - 443 and 6443 */
  readonly port?: number;
}

export interface ResolvedRollback {
  readonly image: string;
  readonly token: SecretKey;
  readonly eventBus: EventBusOptions & { readonly port: number };
  readonly apiServer: { readonly cidrs: readonly string[]; readonly ports: readonly number[] };
  readonly alertmanager: PodPeer;
  /** How long a release may be blamed. */
  readonly freshSeconds: number;
  /** Undefined: the Deployment is undone. */
  readonly git?: GitRevert & { readonly port: number };
}

/** Later than this after a release has reached every pod, a failure is hardly its fault. */
const FRESH_SECONDS = 1800;
/** How long a service has failed when the alert fires: `for` of the alert, which is written in minutes. */
export const ALERT_FOR_SECONDS = 60 * Number.parseInt(TOO_MANY_ERRORS.for, 10);

const MEBI = 2 ** 20;
/** Argo Events' two pods; measured at rest, each takes about 40 MB. */
const LISTENER: ResolvedResources = {
  cpuMillis: 20,
  cpuLimitMillis: 200,
  memoryBytes: 128 * MEBI,
  memoryLimitBytes: 128 * MEBI,
  ephemeralBytes: 64 * MEBI,
};
/** The Job, which may clone a repository. */
const JOB: ResolvedResources = {
  cpuMillis: 50,
  cpuLimitMillis: 1000,
  memoryBytes: 256 * MEBI,
  memoryLimitBytes: 256 * MEBI,
  ephemeralBytes: 1024 * MEBI,
};
/** Each of the two listeners beside its successor. */
const LISTENERS = 4;

export type RollbackPart = 'eventsource' | 'sensor' | 'job';

/** Requests and limits of a pod; no CPU limit where the environment wants none. */
export function rollbackResources(part: RollbackPart, cpuLimits: boolean): ResolvedResources {
  const { cpuLimitMillis, ...rest } = part === 'job' ? JOB : LISTENER;
  return { ...rest, ...(cpuLimits && { cpuLimitMillis }) };
}

/** What all of its pods need at once. Jobs beyond the first wait for their turn. */
export function rollbackCapacity(cpuLimits: boolean): Capacity {
  const { cpuLimitMillis: listenerLimit, ...listener } = LISTENER;
  const { cpuLimitMillis: jobLimit, ...job } = JOB;
  const total = (field: keyof typeof listener): number => LISTENERS * listener[field] + job[field];
  return {
    cpuMillis: total('cpuMillis'),
    ...(cpuLimits && { cpuLimitMillis: LISTENERS * listenerLimit! + jobLimit! }),
    memoryBytes: total('memoryBytes'),
    memoryLimitBytes: total('memoryLimitBytes'),
    ephemeralBytes: total('ephemeralBytes'),
    pods: LISTENERS + 1,
  };
}

const API_SERVER_PORTS = [443, 6443];
const HTTPS_PORT = 443;

/** What of the environment it follows from. */
interface Around {
  readonly monitoring?: MonitoringOptions;
  readonly rollout: ReleaseStrategy;
}

export function resolveRollback(
  options: RollbackOptions,
  { monitoring, rollout }: Around,
  issues: Issues,
): ResolvedRollback {
  const { by, image, token, eventBus, apiServer, alertmanager } = options;
  if (monitoring === undefined) {
    issues.error('rollback', 'rollback needs alerts, and the environment has no monitoring: give it monitoring');
  }
  checkClosed('rollback.apiServer.cidrs', apiServer.cidrs, issues);
  return {
    image,
    token,
    eventBus: { ...eventBus, port: busPort(eventBus.url, issues) },
    apiServer: { cidrs: apiServer.cidrs, ports: apiServer.port === undefined ? API_SERVER_PORTS : [apiServer.port] },
    alertmanager: alertmanager ?? {
      namespace: monitoring?.namespace ?? '',
      podLabels: { 'app.kubernetes.io/name': 'alertmanager' },
    },
    freshSeconds: FRESH_SECONDS + (rollout === 'rolling' ? 0 : judgeSeconds(rollout.canary)),
    ...(by !== 'undo' && { git: resolveGit(by.git, issues) }),
  };
}

function busPort(url: string, issues: Issues): number {
  const port = /^(?:nats|tls):\/\/[^/:@]+:(\d+)\/?$/.exec(url)?.[1];
  if (port !== undefined) return Number(port);
  issues.error(
    'rollback',
    `rollback.eventBus.url '${url}' must be an address with a port and without user, like 'nats://nats.nats.svc:4222'`,
  );
  return 0;
}

function resolveGit(git: GitRevert, issues: Issues): GitRevert & { readonly port: number } {
  const { repository, branch, lockFile } = git;
  const [, port] = /^https:\/\/[^/:@\s]+(?::(\d+))?\/[^\s@]+$/.exec(repository) ?? [undefined, ''];
  if (port === '') {
    issues.error(
      'rollback',
      `rollback.by.git.repository '${repository}' must be an HTTPS address without user and password, like 'https://git.example/shop.git'`,
    );
  }
  if (!/^\w[\w./-]*$/.test(branch)) {
    issues.error('rollback', `rollback.by.git.branch '${branch}' is no name of a branch: write it like 'main'`);
  }
  if (!/^\w/.test(lockFile) || lockFile.split('/').includes('..')) {
    issues.error(
      'rollback',
      `rollback.by.git.lockFile '${lockFile}' must be a path within the repository, like 'images/dev.json'`,
    );
  }
  checkClosed('rollback.by.git.cidrs', git.cidrs, issues);
  return { ...git, port: Number(port ?? HTTPS_PORT) };
}

/** A rule of a NetworkPolicy without peers would open everything. */
function checkClosed(field: string, cidrs: readonly string[], issues: Issues): void {
  if (cidrs.length === 0) issues.error('rollback', `${field} is empty: name the networks, like ['10.0.0.1/32']`);
  checkNetworks(field, cidrs, issues);
}
