import type { ICertificate } from '@kubernetes-models/cert-manager/cert-manager.io/v1/Certificate';
import { certificateName, dnsNames } from '../model/certificates';
import type { ResolvedEnvironment } from '../model/environment';
import type { Labels } from '../model/labels';
import { type Tls, tlsSecretName } from '../model/routing';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';

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
        issuerRef: issuerReference(issuer),
        privateKey: { rotationPolicy: 'Always' },
      },
    }),
  };
}

/** A service's own certificate, for its callers in the cluster. */
export function serviceCertificate(view: ServiceView, issuer: Exclude<Tls, 'none'>): Blueprint<ICertificate> {
  const { name, namespace, names } = view.node.service;
  return {
    apiVersion: 'cert-manager.io/v1',
    kind: 'Certificate',
    ...identity(view, certificateName(name)),
    body: () => ({
      spec: {
        secretName: certificateName(name),
        dnsNames: [...dnsNames(names.service, namespace)],
        usages: ['digital signature', 'key encipherment', 'server auth'],
        issuerRef: issuerReference(issuer),
        privateKey: { rotationPolicy: 'Always' },
      },
    }),
  };
}

function issuerReference(issuer: Exclude<Tls, 'none'>): NonNullable<ICertificate['spec']>['issuerRef'] {
  return {
    group: 'cert-manager.io',
    ...('clusterIssuer' in issuer
      ? { kind: 'ClusterIssuer', name: issuer.clusterIssuer }
      : { kind: 'Issuer', name: issuer.issuer }),
  };
}
