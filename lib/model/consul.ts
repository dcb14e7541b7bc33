import type { Issues } from './issue';
import type { PodPeer } from './peer';
import type { ResolvedPort } from './ports';
import { probedPort, type ResolvedProbes } from './probes';
import { type DurationLike, toSeconds } from './units';

/** How pods reach Consul: through the agent on their own node, which also runs the health checks. */
export interface ConsulOptions {
  /** Networks that the nodes' addresses are in: the agent listens on its node's address. */
  readonly nodeCidrs: readonly string[];
  /** The agents' pods, which call the services to check them. */
  readonly agents: PodPeer;
  /**
   * The agents' HTTP port.
   * @default 8500
   */
  readonly port?: number;
  /**
   * Image of the registration sidecar; it needs `consul` and a shell.
   * @default 'hashicorp/consul:1.21.0'
   */
  readonly image?: string;
  /**
   * Secret of the namespace with an ACL token under the key `token`.
   * @default - no token
   */
  readonly tokenSecret?: string;
}

/** How a service stands in Consul's catalog. */
export interface ConsulRegistrationOptions {
  /**
   * @default - the service's name
   */
  readonly name?: string;
  /**
   * Name of the port that is registered.
   * @default - the first http port, else the first grpc port, else the first
   */
  readonly port?: string;
  /**
   * Tags beside the environment's name and the version, which always stand.
   * @default - none
   */
  readonly tags?: readonly string[];
  readonly check?: ConsulCheckOptions;
}

export interface ConsulCheckOptions {
  /**
   * @default - the path of the readiness probe, for an http port
   */
  readonly path?: string;
  /**
   * @default - 10 s
   */
  readonly interval?: DurationLike;
  /**
   * @default - 10 s
   */
  readonly timeout?: DurationLike;
  /**
   * How long a service may fail its check before Consul forgets it. Consul takes no less than one minute; less is raised.
   * @default - 1 minute
   */
  readonly deregisterCriticalServiceAfter?: DurationLike;
}

export interface ResolvedConsul {
  readonly nodeCidrs: readonly string[];
  readonly agents: PodPeer;
  readonly port: number;
  readonly image: string;
  readonly tokenSecret?: string;
}

export interface ResolvedRegistration {
  readonly name: string;
  readonly port: ResolvedPort;
  readonly tags: readonly string[];
  readonly checkPath: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly deregisterAfterSeconds: number;
}

/** Name of the container that registers the pod. */
export const CONSUL_SIDECAR = 'consul-registration';

const CONSUL_IMAGE = 'hashicorp/consul:1.21.0';
const INTERVAL_SECONDS = 10;
const TIMEOUT_SECONDS = 10;
/** Consul's own minimum of DeregisterCriticalServiceAfter. */
export const LEAST_DEREGISTER_SECONDS = 60;

export function resolveConsul(options: ConsulOptions): ResolvedConsul {
  return {
    nodeCidrs: options.nodeCidrs,
    agents: options.agents,
    port: options.port ?? 8500,
    image: options.image ?? CONSUL_IMAGE,
    ...(options.tokenSecret !== undefined && { tokenSecret: options.tokenSecret }),
  };
}

interface RegistrationContext {
  readonly name: string;
  readonly tags: readonly string[];
  readonly ports: readonly ResolvedPort[];
  readonly probes: ResolvedProbes;
  readonly consulAvailable: boolean;
}

export function resolveRegistration(
  options: ConsulRegistrationOptions,
  context: RegistrationContext,
  issues: Issues,
): ResolvedRegistration | undefined {
  if (!context.consulAvailable) {
    issues.error(
      'no-consul',
      'the service registers with Consul, and the environment has none: give the environment consul: { nodeCidrs, agents }',
    );
    return undefined;
  }
  const port = registeredPort(options.port, context.ports, issues);
  if (port === undefined) return undefined;
  const check = options.check ?? {};
  return {
    name: options.name ?? context.name,
    port,
    tags: [...new Set([...context.tags, ...(options.tags ?? [])])],
    checkPath: check.path ?? readinessPath(context.probes),
    intervalSeconds: check.interval ? toSeconds(check.interval) : INTERVAL_SECONDS,
    timeoutSeconds: check.timeout ? toSeconds(check.timeout) : TIMEOUT_SECONDS,
    deregisterAfterSeconds: deregisterAfter(check.deregisterCriticalServiceAfter, issues),
  };
}

function registeredPort(
  name: string | undefined,
  ports: readonly ResolvedPort[],
  issues: Issues,
): ResolvedPort | undefined {
  const port = name === undefined ? probedPort(ports) : ports.find((candidate) => candidate.name === name);
  if (port === undefined) {
    const known = ports.map((candidate) => `'${candidate.name}'`).join(', ') || 'none';
    const wanted = name === undefined ? 'a port' : `port '${name}'`;
    const fix = ports.length === 0 ? 'give it one' : 'name one of them';
    issues.error('consul-port', `the service registers ${wanted} with Consul, and its ports are ${known}: ${fix}`);
  }
  return port;
}

function readinessPath({ readiness }: ResolvedProbes): string {
  return readiness && 'http' in readiness.action ? readiness.action.http : '/';
}

function deregisterAfter(given: DurationLike | undefined, issues: Issues): number {
  const seconds = given ? toSeconds(given) : LEAST_DEREGISTER_SECONDS;
  if (seconds >= LEAST_DEREGISTER_SECONDS) return seconds;
  issues.note(
    'consul-deregister',
    `deregisterCriticalServiceAfter of ${seconds} s is under Consul's minimum: raised to ${LEAST_DEREGISTER_SECONDS} s`,
  );
  return LEAST_DEREGISTER_SECONDS;
}
