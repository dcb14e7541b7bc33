import type { IGRPCRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/GRPCRoute';
import type { IHTTPRoute } from '@kubernetes-models/gateway-api/gateway.networking.k8s.io/v1/HTTPRoute';
import type { ResolvedIngress } from '../model/ingress';
import { issuerOf, type Routing } from '../model/routing';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';
import { GATEWAY_NAME, listenerName } from './gateway';

type GatewayRouting = Exclude<Routing, { kind: 'ingress' }>;
interface BackendRef {
  name: string;
  port: number;
  weight?: number;
}
interface ParentRef {
  name: string;
  namespace?: string;
  sectionName?: string;
}

/** A way in by Gateway API, for HTTP. */
export function httpRoute(
  view: ServiceView,
  resolved: ResolvedIngress,
  routing: GatewayRouting,
): Blueprint<IHTTPRoute> {
  const { host, path, pathType, timeoutSeconds } = resolved;
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    ...identity(view),
    body: () => ({
      spec: {
        parentRefs: [parentRef(routing, host)],
        hostnames: [host],
        rules: [
          {
            matches: [{ path: { type: pathType === 'Exact' ? 'Exact' : 'PathPrefix', value: path } }],
            backendRefs: backendRefs(view, resolved),
            timeouts: { request: `${timeoutSeconds}s` },
          },
        ],
      },
    }),
  };
}

/** The same for gRPC, whose callers choose by service and method, not by path. */
export function grpcRoute(
  view: ServiceView,
  resolved: ResolvedIngress,
  routing: GatewayRouting,
): Blueprint<IGRPCRoute> {
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'GRPCRoute',
    ...identity(view),
    body: () => ({
      spec: {
        parentRefs: [parentRef(routing, resolved.host)],
        hostnames: [resolved.host],
        rules: [{ backendRefs: backendRefs(view, resolved) }],
      },
    }),
  };
}

/**
 * Argo Rollouts moves the weights. They are said all the same: without, each is 1, and whoever writes the route anew in the
 * middle of a release would send half of all requests to the new version.
 */
function backendRefs(view: ServiceView, { port: { servicePort: port } }: ResolvedIngress): BackendRef[] {
  const { names, canary } = view.node.service;
  if (!canary?.traffic) return [{ name: names.service, port }];
  const { canaryService, stableService } = canary.traffic;
  return [
    { name: stableService, port, weight: 100 },
    { name: canaryService, port, weight: 0 },
  ];
}

function parentRef(routing: GatewayRouting, host: string): ParentRef {
  if (routing.kind === 'shared-gateway') return { ...routing.gateway };
  return { name: GATEWAY_NAME, sectionName: listenerName(host, issuerOf(routing) !== undefined) };
}
