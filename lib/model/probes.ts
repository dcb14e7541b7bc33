import type { Issues } from './issue';
import { METRICS_PORT, type ResolvedPort } from './ports';
import { type DurationLike, toSeconds } from './units';

/** How often a probe asks, and when it gives up. */
export interface ProbeTiming {
  /** @default - 5 s for startup and readiness, 10 s for liveness */
  readonly period?: DurationLike;
  /** @default - 2 s */
  readonly timeout?: DurationLike;
  /** @default - 60 for startup (5 min to start), 3 for readiness and liveness */
  readonly failureThreshold?: number;
}

/** What a probe asks: an HTTP path, the gRPC health service, an open TCP port, or a command in the container. */
export type Probe = ProbeTiming &
  (
    | { readonly http: string; readonly port?: string }
    | { readonly grpc: string; readonly port?: string }
    | { readonly tcp: string }
    | { readonly exec: readonly string[] }
  );

/** A probe, or the usual one under other figures: `{ failureThreshold: 100 }`. */
export type ProbeChoice = Probe | ProbeTiming | 'none';

/** The three probes. What is left out comes from the port's protocol; `'none'` turns one off. */
export interface ProbeOptions {
  /**
   * May traffic come? A failure takes the pod out of its Service.
   * @default - http: `GET /readyz`; grpc: the health service, with TLS: the port accepts; tcp: the port accepts; a worker: `GET /readyz` on its metrics port, if any
   */
  readonly readiness?: ProbeChoice;
  /**
   * Is the process beyond recovery? A failure restarts the container, so it must not depend on other services.
   * @default - http: `GET /livez`; grpc: the port accepts; tcp: none (the kernel answers for a stuck process); a worker: `GET /livez` on its metrics port, if any
   */
  readonly liveness?: ProbeChoice;
  /**
   * Has it started? The other two wait for it.
   * @default - asks what liveness asks, else what readiness asks, for 5 minutes
   */
  readonly startup?: ProbeChoice;
}

export type ProbeAction =
  | { readonly http: string; readonly port: string; readonly tls?: boolean }
  | { readonly grpc: string; readonly port: number }
  | { readonly tcp: string }
  | { readonly exec: readonly string[] };

export interface ResolvedProbe {
  readonly action: ProbeAction;
  readonly periodSeconds: number;
  readonly timeoutSeconds: number;
  readonly failureThreshold: number;
}

export interface ResolvedProbes {
  readonly readiness?: ResolvedProbe;
  readonly liveness?: ResolvedProbe;
  readonly startup?: ResolvedProbe;
}

export const READINESS_PATH = '/readyz';
export const LIVENESS_PATH = '/livez';

const TIMING = {
  readiness: { periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 3 },
  liveness: { periodSeconds: 10, timeoutSeconds: 2, failureThreshold: 3 },
  startup: { periodSeconds: 5, timeoutSeconds: 2, failureThreshold: 60 },
} as const;

type ProbeKind = keyof typeof TIMING;

export function resolveProbes(given: ProbeOptions, ports: readonly ResolvedPort[], issues: Issues): ResolvedProbes {
  const main = probedPort(ports);
  const resolve = (
    kind: ProbeKind,
    probe: ProbeChoice | undefined,
    fallback: ProbeAction | undefined,
  ): ResolvedProbe | undefined => {
    if (probe === 'none') return undefined;
    if (probe === undefined) return fallback && { action: fallback, ...TIMING[kind] };
    const action = asks(probe) ? resolveAction(kind, probe, ports, issues) : fallback;
    return action && { action, ...timing(kind, probe) };
  };
  const readiness = resolve('readiness', given.readiness, defaultReadiness(main));
  const liveness = resolve('liveness', given.liveness, defaultLiveness(main));
  const started = liveness?.action ?? readiness?.action;
  const startup = resolve('startup', given.startup, started);
  if (readiness && liveness && JSON.stringify(readiness.action) === JSON.stringify(liveness.action)) {
    issues.error(
      'probes-identical',
      `readiness and liveness both ask ${describe(readiness.action)}: a service that is only busy would be restarted; let liveness ask something that depends on nothing else, or set it to 'none'`,
    );
  }
  if (!readiness && !liveness) {
    issues.note(
      'no-probes',
      "nothing tells Kubernetes when this service hangs: give it a port named 'metrics', or probes: { liveness: { exec: […] } }",
    );
  }
  return { ...(readiness && { readiness }), ...(liveness && { liveness }), ...(startup && { startup }) };
}

/** The port that answers for the service: http before grpc before any other; a worker's metrics port last. */
export function probedPort(ports: readonly ResolvedPort[]): ResolvedPort | undefined {
  const serving = ports.filter((port) => port.name !== METRICS_PORT && port.protocol !== 'udp');
  return (
    serving.find((port) => port.protocol === 'http') ??
    serving.find((port) => port.protocol === 'grpc') ??
    serving[0] ??
    ports.find((port) => port.name === METRICS_PORT)
  );
}

function defaultReadiness(port: ResolvedPort | undefined): ProbeAction | undefined {
  if (port === undefined) return undefined;
  if (port.protocol === 'http') return httpAction(READINESS_PATH, port);
  return port.protocol === 'grpc' && !port.tls ? { grpc: '', port: port.containerPort } : { tcp: port.name };
}

function defaultLiveness(port: ResolvedPort | undefined): ProbeAction | undefined {
  if (port?.protocol === 'http') return httpAction(LIVENESS_PATH, port);
  return port?.protocol === 'grpc' && !port.tls ? { tcp: port.name } : undefined;
}

function asks(probe: Probe | ProbeTiming): probe is Probe {
  return 'http' in probe || 'grpc' in probe || 'tcp' in probe || 'exec' in probe;
}

function timing(kind: ProbeKind, { period, timeout, failureThreshold }: ProbeTiming): Omit<ResolvedProbe, 'action'> {
  const usual = TIMING[kind];
  return {
    periodSeconds: period ? toSeconds(period) : usual.periodSeconds,
    timeoutSeconds: timeout ? toSeconds(timeout) : usual.timeoutSeconds,
    failureThreshold: failureThreshold ?? usual.failureThreshold,
  };
}

function resolveAction(
  kind: string,
  probe: Probe,
  ports: readonly ResolvedPort[],
  issues: Issues,
): ProbeAction | undefined {
  if ('exec' in probe) return { exec: probe.exec };
  const wanted = 'tcp' in probe ? probe.tcp : (probe.port ?? probedPort(ports)?.name);
  const port = ports.find((candidate) => candidate.name === wanted);
  if (port === undefined) {
    issues.error(
      'probe-port',
      `${kind} asks port '${wanted ?? ''}', which this service does not have: its ports are ${choice(ports)}`,
    );
    return undefined;
  }
  if ('tcp' in probe) return { tcp: port.name };
  if ('grpc' in probe) {
    if (port.tls) {
      issues.error(
        'probe-tls',
        `${kind} asks the gRPC health service on port '${port.name}', and Kubernetes asks it without TLS only: write { tcp: '${port.name}' }, or ask a port without tls`,
      );
    }
    return { grpc: probe.grpc, port: port.containerPort };
  }
  if (!probe.http.startsWith('/')) {
    issues.error(
      'probe-path',
      `${kind} asks the path '${probe.http}', which must begin with '/': write '/${probe.http}'`,
    );
  }
  return httpAction(probe.http, port);
}

function httpAction(http: string, { name, tls }: ResolvedPort): ProbeAction {
  return { http, port: name, ...(tls && { tls }) };
}

function choice(ports: readonly ResolvedPort[]): string {
  if (ports.length === 0) return 'none; give it one';
  return `${ports.map(({ name }) => `'${name}'`).join(', ')}; name one of them`;
}

function describe(action: ProbeAction): string {
  if ('http' in action) return `GET ${action.http} on '${action.port}'`;
  if ('grpc' in action) return `the gRPC health service '${action.grpc}'`;
  return 'tcp' in action ? `TCP port '${action.tcp}'` : `the command ${JSON.stringify(action.exec)}`;
}
