import type { ICiliumNetworkPolicy } from '@kubernetes-models/cilium/cilium.io/v2/CiliumNetworkPolicy';
import { knownByName } from '../model/graph';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';

/**
 * Lets a service out to external systems by their names, which a NetworkPolicy cannot say. Cilium learns a name's
 * addresses from the answers that pass its DNS proxy, hence the second rule.
 */
export function ciliumNetworkPolicy(view: ServiceView): Blueprint<ICiliumNetworkPolicy> {
  const { node, graph, environment } = view;
  const { namespace, podLabels } = environment.dns;
  return {
    apiVersion: 'cilium.io/v2',
    kind: 'CiliumNetworkPolicy',
    ...identity(view, `${node.name}-externals`),
    body: () => ({
      spec: {
        endpointSelector: { matchLabels: { ...node.service.selector } },
        egress: [
          ...graph
            .externalsOf(node.path)
            .filter(({ to }) => knownByName(to.external))
            .map(({ to: { external } }) => ({
              toFQDNs: [{ matchName: external.host }],
              toPorts: [{ ports: [{ port: String(external.port), protocol: 'TCP' as const }] }],
            })),
          {
            toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': namespace, ...podLabels } }],
            toPorts: [{ ports: [{ port: '53', protocol: 'ANY' as const }], rules: { dns: [{ matchPattern: '*' }] } }],
          },
        ],
      },
    }),
  };
}
