import type { IAuthorizationPolicy } from '@kubernetes-models/istio/security.istio.io/v1/AuthorizationPolicy';
import { groupBy } from '../model/group';
import type { Mesh } from '../model/mesh';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';

type Rules = NonNullable<NonNullable<IAuthorizationPolicy['spec']>['rules']>;

/**
 * Istio's rule for a service: its callers by their identity, each on its port. Gateways, Prometheus and Consul agents
 * may stand outside of the mesh and have no identity there; their ports are open to whom the NetworkPolicy lets in.
 */
export function authorizationPolicy(
  view: ServiceView,
  mesh: Extract<Mesh, { kind: 'istio' }>,
): Blueprint<IAuthorizationPolicy & { apiVersion: string; kind: string }> {
  return {
    apiVersion: 'security.istio.io/v1',
    kind: 'AuthorizationPolicy',
    ...identity(view),
    body: () => {
      const rules = [...callers(view, mesh.trustDomain ?? 'cluster.local'), ...outsiders(view)];
      return {
        spec: {
          selector: { matchLabels: { ...view.node.service.selector } },
          action: 'ALLOW',
          ...(rules.length > 0 && { rules }),
        },
      };
    },
  };
}

/** One rule a port, with every service that calls it. */
function callers({ node, graph, environment }: ServiceView, trustDomain: string): Rules {
  const byPort = groupBy(graph.callsTo(node.path), ({ port }) => port.containerPort);
  return [...byPort]
    .sort(([a], [b]) => a - b)
    .map(([port, edges]) => ({
      from: [
        {
          source: {
            principals: edges.map(({ from }) => `${trustDomain}/ns/${environment.namespace}/sa/${from.name}`).sort(),
          },
        },
      ],
      to: [{ operation: { ports: [String(port)] } }],
    }));
}

function outsiders({ node: { service } }: ServiceView): Rules {
  const ports = [service.ingress?.port, service.metrics?.port, service.registration?.port];
  const numbers = [...new Set(ports.flatMap((port) => (port ? [port.containerPort] : [])))].sort((a, b) => a - b);
  return numbers.length === 0 ? [] : [{ to: [{ operation: { ports: numbers.map(String) } }] }];
}
