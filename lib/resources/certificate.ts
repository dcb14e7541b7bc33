import type { ICertificate } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import type { ResolvedEnvironment } from '../model/environment';
import type { Labels } from '../model/labels';
import { type Tls, tlsSecretName } from '../model/routing';
import type { Blueprint } from './blueprint';

/** A host's certificate: one for all services behind the host. */
export function certificate(
  environment: ResolvedEnvironment,
  host: string,
  issuer: Exclude<Tls, 'none'>,
  labels: Labels,
): Blueprint<ICertificate> {
  const name = tlsSecretName(host);
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    name,
    namespace: environment.namespace,
    labels,
    body: () => ({
      spec: {
        secretName: name,
        dnsNames: [host],
        issuerRef: {
          group: 'cert-manager.io',
          ...('clusterIssuer' in issuer
            ? { kind: 'ClusterIssuer', name: issuer.clusterIssuer }
            : { kind: 'Issuer', name: issuer.issuer }),
        },
        privateKey: { rotationPolicy: 'Always' },
      },
    }),
  };
}
