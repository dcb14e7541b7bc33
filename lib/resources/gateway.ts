import type { IGateway } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/Gateway';
import type { IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import type { ResolvedEnvironment } from '../model/environment';
import type { Labels } from '../model/labels';
import { issuerOf, type Routing, tlsSecretName } from '../model/routing';
import type { Blueprint } from './blueprint';

/** The environment's own Gateway. */
export const GATEWAY_NAME = 'gateway';

type Listener = NonNullable<IGateway['spec']>['listeners'][number];

/** A listener for each host; only routes of the environment's own namespace may attach. */
export function gateway(
  environment: ResolvedEnvironment,
  routing: Extract<Routing, { kind: 'gateway' }>,
  labels: Labels,
  hosts: () => readonly string[],
): Blueprint<IGateway> {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'Gateway',
    name: GATEWAY_NAME,
    namespace: environment.namespace,
    labels,
    body: () => ({
      spec: {
        gatewayClassName: routing.gatewayClassName,
        listeners: hosts().flatMap((host) => listeners(host, issuerOf(routing) !== undefined)),
      },
    }),
  };
}

/** Sends plain HTTP to HTTPS, for every host that has a certificate. */
export function httpsRedirect(
  environment: ResolvedEnvironment,
  labels: Labels,
  hosts: () => readonly string[],
): Blueprint<IHTTPRoute> {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    name: 'https-redirect',
    namespace: environment.namespace,
    labels,
    body: () => ({
      spec: {
        parentRefs: hosts().map((host) => ({ name: GATEWAY_NAME, sectionName: listenerName(host, false) })),
        hostnames: [...hosts()],
        rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
      },
    }),
  };
}

/** Listener names are DNS names of their own: the host, with the protocol in front. */
export function listenerName(host: string, tls: boolean): string {
  return `${tls ? 'https' : 'http'}.${host.replace(/^\*\./, 'wildcard.')}`;
}

function listeners(host: string, tls: boolean): Listener[] {
  const allowedRoutes = { namespaces: { from: 'Same' as const } };
  const plain: Listener = {
    name: listenerName(host, false),
    hostname: host,
    port: 80,
    protocol: 'HTTP',
    allowedRoutes,
  };
  if (!tls) return [plain];
  const secured: Listener = {
    name: listenerName(host, true),
    hostname: host,
    port: 443,
    protocol: 'HTTPS',
    tls: { mode: 'Terminate', certificateRefs: [{ name: tlsSecretName(host) }] },
    allowedRoutes,
  };
  return [plain, secured];
}
