import type { PodPeer } from './peer';

/** Who signs the environment's certificates: a cert-manager issuer, or nobody (plain HTTP). */
export type Tls = { readonly clusterIssuer: string } | { readonly issuer: string } | 'none';

/** How requests from outside come in: by Ingress, by a Gateway of the environment's own, or by a Gateway that others keep. */
export type Routing =
  | {
      readonly kind: 'ingress';
      readonly ingressClassName: string;
      /** The controller's pods, which the services' NetworkPolicies let in. */
      readonly controller: PodPeer;
      readonly tls: Tls;
    }
  | {
      readonly kind: 'gateway';
      readonly gatewayClassName: string;
      /** The gateway's data-plane pods, which the services' NetworkPolicies let in. */
      readonly controller: PodPeer;
      readonly tls: Tls;
    }
  | {
      readonly kind: 'shared-gateway';
      /** A Gateway that stands already; its TLS is its owner's. */
      readonly gateway: { readonly name: string; readonly namespace: string; readonly sectionName?: string };
      readonly controller: PodPeer;
    };

/** The name of the Secret that holds a host's certificate: one for all services on the host. */
export function tlsSecretName(host: string): string {
  return `${host.replace(/\./g, '-').replace(/^\*-/, 'wildcard-')}-tls`;
}

/** The issuer that signs, or undefined where TLS ends elsewhere or nowhere. */
export function issuerOf(routing: Routing | undefined): Exclude<Tls, 'none'> | undefined {
  if (routing === undefined || routing.kind === 'shared-gateway' || routing.tls === 'none') return undefined;
  return routing.tls;
}
