import type { Issues } from './issue';
import { isDnsSubdomain } from './names';
import { METRICS_PORT, type ResolvedPort } from './ports';
import type { Routing } from './routing';
import { type DurationLike, toSeconds } from './units';

/** A way in from outside the cluster. The environment says whether it is an Ingress or an HTTPRoute. */
export interface IngressOptions {
  /**
   * @default '/'
   */
  readonly path?: string;
  /**
   * @default 'Prefix'
   */
  readonly pathType?: 'Prefix' | 'Exact';
  /**
   * @default - the environment's domain
   */
  readonly host?: string;
  /**
   * Name of the port that is reached.
   * @default - the first http port, else the first grpc port
   */
  readonly port?: string;
  /**
   * The longest that a caller outside waits; an HTTPRoute enforces it.
   * @default - the service's request timeout
   */
  readonly timeout?: DurationLike;
}

export interface ResolvedIngress {
  readonly host: string;
  readonly path: string;
  readonly pathType: 'Prefix' | 'Exact';
  readonly port: ResolvedPort;
  readonly timeoutSeconds: number;
}

/** The object that leads in. */
export type RouteKind = 'Ingress' | 'HTTPRoute' | 'GRPCRoute';

export function routeKind({ port }: ResolvedIngress, routing: Routing): RouteKind {
  if (routing.kind === 'ingress') return 'Ingress';
  return port.protocol === 'grpc' ? 'GRPCRoute' : 'HTTPRoute';
}

interface IngressContext {
  readonly ports: readonly ResolvedPort[];
  readonly routing?: Routing;
  readonly domain?: string;
  readonly requestTimeoutSeconds: number;
}

export function resolveIngress(
  options: IngressOptions,
  context: IngressContext,
  issues: Issues,
): ResolvedIngress | undefined {
  const host = options.host ?? context.domain;
  const port = routedPort(options.port, context.ports, issues);
  const path = options.path ?? '/';
  if (context.routing === undefined) {
    issues.error(
      'no-routing',
      "the service asks for an ingress, and the environment has no way in: give it routing: { kind: 'ingress', … } or { kind: 'gateway', … }",
    );
  }
  if (host === undefined) {
    issues.error(
      'no-domain',
      "the ingress has no host: give the environment a domain ('shop.example'), or the ingress a host",
    );
  } else if (!isDnsSubdomain(host.replace(/^\*\./, ''))) {
    issues.error('host', `host '${host}' is not a DNS name: write it in lower case, like 'shop.example'`);
  }
  checkPath(path, port, context.routing, issues);
  if (host === undefined || port === undefined || context.routing === undefined) return undefined;
  return {
    host,
    path,
    pathType: options.pathType ?? 'Prefix',
    port,
    timeoutSeconds: options.timeout ? toSeconds(options.timeout) : context.requestTimeoutSeconds,
  };
}

function checkPath(path: string, port: ResolvedPort | undefined, routing: Routing | undefined, issues: Issues): void {
  if (!path.startsWith('/')) {
    issues.error('ingress-path', `ingress path '${path}' must begin with '/': write '/${path}'`);
  } else if (path !== '/' && port?.protocol === 'grpc' && leadsByMethod(routing)) {
    issues.error(
      'ingress-path',
      `ingress path '${path}' leads to '${port.name}', and a GRPCRoute chooses by service and method, not by path: leave the path out, and give the ingress a host of its own`,
    );
  }
}

/** A Gateway leads gRPC by a GRPCRoute, which knows no paths; an Ingress leads all by paths. */
function leadsByMethod(routing: Routing | undefined): boolean {
  return routing !== undefined && routing.kind !== 'ingress';
}

function routedPort(
  name: string | undefined,
  ports: readonly ResolvedPort[],
  issues: Issues,
): ResolvedPort | undefined {
  const serving = ports.filter((port) => port.name !== METRICS_PORT);
  const port =
    name === undefined
      ? (serving.find(({ protocol }) => protocol === 'http') ?? serving.find(({ protocol }) => protocol === 'grpc'))
      : serving.find((candidate) => candidate.name === name);
  if (port === undefined) {
    const known = serving.map((candidate) => `'${candidate.name}'`).join(', ') || 'none';
    issues.error(
      'ingress-port',
      name === undefined
        ? `the ingress needs an http or grpc port, and the service's ports are ${known}: give it one, or name the port`
        : `the ingress needs port '${name}', and the service's ports are ${known}: name one of them`,
    );
  }
  return port;
}
