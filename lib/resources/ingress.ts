import type { IIngress } from 'kubernetes-models/networking.k8s.io/v1/Ingress';
import type { ResolvedIngress } from '../model/ingress';
import { issuerOf, type Routing, tlsSecretName } from '../model/routing';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';

/**
 * A way in by Ingress. The certificate is an object of the environment, not an annotation here: two Ingresses that
 * share a host would fight over it.
 */
export function ingress(
  view: ServiceView,
  resolved: ResolvedIngress,
  routing: Extract<Routing, { kind: 'ingress' }>,
): Blueprint<IIngress> {
  const { host, path, pathType, port } = resolved;
  const { names, canary } = view.node.service;
  const backend = canary?.traffic?.stableService ?? names.service;
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    ...identity(view),
    body: () => ({
      spec: {
        ingressClassName: routing.ingressClassName,
        ...(issuerOf(routing) && { tls: [{ hosts: [host], secretName: tlsSecretName(host) }] }),
        rules: [
          {
            host,
            http: {
              paths: [
                {
                  path,
                  pathType,
                  backend: { service: { name: backend, port: { name: port.name } } },
                },
              ],
            },
          },
        ],
      },
    }),
  };
}
