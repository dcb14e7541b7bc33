import type { Issues } from './issue';
import { isPortName } from './names';

/** What is spoken on a port. `http` and `grpc` bring their probes, routes and addresses along. */
export type Protocol = 'http' | 'grpc' | 'tcp' | 'udp';

/** A port, where its number alone does not say enough. */
export interface PortOptions {
  /** The port that the container listens on. */
  readonly containerPort: number;
  /**
   * The port of the Service, which callers use.
   * @default - 80 for the port named `http`, else the container's port
   */
  readonly port?: number;
  /**
   * @default - `http` for ports named http, http-…, metrics; `grpc` for grpc, grpc-…; else `tcp`
   */
  readonly protocol?: Protocol;
  /**
   * The Service port's `appProtocol`, read by meshes and gateways.
   * @default - `http` for http, `kubernetes.io/h2c` for grpc, `https` for both with TLS; none for others
   */
  readonly appProtocol?: string;
  /**
   * Whether callers speak TLS to it. The service gets a certificate of the environment's issuer, and its callers the
   * signer's.
   * @default false
   */
  readonly tls?: boolean;
}

/** Ports by name: `{ http: 8080, grpc: 9090, metrics: 9100 }`. */
export type Ports = Readonly<Record<string, number | PortOptions>>;

export interface ResolvedPort {
  readonly name: string;
  readonly containerPort: number;
  readonly servicePort: number;
  readonly protocol: Protocol;
  readonly appProtocol?: string;
  readonly tls: boolean;
}

/** The name of the port that only Prometheus calls; it makes no Service. */
export const METRICS_PORT = 'metrics';

const APP_PROTOCOLS: Readonly<Partial<Record<Protocol, string>>> = { http: 'http', grpc: 'kubernetes.io/h2c' };

export function resolvePorts(ports: Ports, issues: Issues): readonly ResolvedPort[] {
  return Object.entries(ports).map(([name, given]) => resolvePort(name, given, issues));
}

/** Containers of a pod share one network, and one Service: no two of their ports may be equal. */
export function checkPortCollisions(ports: readonly ResolvedPort[], issues: Issues): void {
  reportTaken(ports, 'the name', ({ name }) => name, issues);
  reportTaken(ports, 'containerPort', (port) => `${port.containerPort}/${transport(port)}`, issues);
  reportTaken(ports, 'port of the Service', (port) => `${port.servicePort}/${transport(port)}`, issues);
}

/** TCP or UDP, as a Kubernetes port says it. */
export function transport(port: { readonly protocol: Protocol }): 'TCP' | 'UDP' {
  return port.protocol === 'udp' ? 'UDP' : 'TCP';
}

function resolvePort(name: string, given: number | PortOptions, issues: Issues): ResolvedPort {
  const options = typeof given === 'number' ? { containerPort: given } : given;
  const protocol = options.protocol ?? protocolOf(name);
  const tls = options.tls ?? false;
  const usual = APP_PROTOCOLS[protocol];
  const appProtocol = options.appProtocol ?? (tls && usual ? 'https' : usual);
  const servicePort = options.port ?? (name === 'http' ? 80 : options.containerPort);
  if (!isPortName(name)) {
    issues.error('port-name', `port name '${name}' must be at most 15 of a-z, 0-9 and '-', with a letter: rename it`);
  }
  checkPortNumber(`containerPort of '${name}'`, options.containerPort, issues);
  checkPortNumber(`port of '${name}'`, servicePort, issues);
  return {
    name,
    containerPort: options.containerPort,
    servicePort,
    protocol,
    tls,
    ...(appProtocol === undefined ? {} : { appProtocol }),
  };
}

function protocolOf(name: string): Protocol {
  if (/^(http|metrics)(-|$)/.test(name)) return 'http';
  return /^grpc(-|$)/.test(name) ? 'grpc' : 'tcp';
}

export function checkPortNumber(field: string, port: number, issues: Issues): void {
  if (Number.isInteger(port) && port >= 1 && port <= 65535) return;
  issues.error('port-number', `${field} is ${port}: a port is a whole number from 1 to 65535`);
}

function reportTaken(
  ports: readonly ResolvedPort[],
  field: string,
  keyOf: (port: ResolvedPort) => string,
  issues: Issues,
): void {
  const owner = new Map<string, string>();
  for (const port of ports) {
    const key = keyOf(port);
    const other = owner.get(key);
    if (other === undefined) owner.set(key, port.name);
    else
      issues.error(
        'port-collision',
        `ports '${other}' and '${port.name}' both take ${field} ${key}: give one of them another`,
      );
  }
}
