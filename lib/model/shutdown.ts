import { type DurationLike, toSeconds } from './units';

/**
 * How long a pod that is told to stop goes on serving, until every kube-proxy, gateway and Consul client has
 * dropped its address. Endpoint propagation takes a few seconds on a busy cluster.
 */
const DRAIN_SECONDS = 10;
const REQUEST_TIMEOUT_SECONDS = 30;

/** How a service stops without losing a request. */
export interface ShutdownOptions {
  /**
   * Time between "told to stop" and SIGTERM, in which the pod still serves while its address is withdrawn everywhere.
   * @default - 10 s for a service with ports, none for a worker
   */
  readonly drain?: DurationLike;
  /**
   * The longest request or message that is finished after SIGTERM.
   * @default - 30 s
   */
  readonly requestTimeout?: DurationLike;
}

export interface ResolvedShutdown {
  readonly drainSeconds: number;
  readonly requestTimeoutSeconds: number;
  /** `terminationGracePeriodSeconds`: drain plus the longest request. */
  readonly graceSeconds: number;
}

export function resolveShutdown(options: ShutdownOptions, serves: boolean): ResolvedShutdown {
  const drainSeconds = options.drain ? toSeconds(options.drain) : serves ? DRAIN_SECONDS : 0;
  const requestTimeoutSeconds = options.requestTimeout ? toSeconds(options.requestTimeout) : REQUEST_TIMEOUT_SECONDS;
  return { drainSeconds, requestTimeoutSeconds, graceSeconds: drainSeconds + requestTimeoutSeconds };
}
