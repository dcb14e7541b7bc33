import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import type { SecretStoreReference } from '../model/peer';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';

/** How often External Secrets reads the store again: a rotated secret is in the pod's files within this time. */
const REFRESH_INTERVAL = '1h';

/** Secrets that External Secrets copies from the environment's store into a Secret of the namespace. */
export function externalSecret(view: ServiceView, store: Required<SecretStoreReference>): Blueprint<IExternalSecret> {
  const { service } = view.node;
  const data = service.secrets.store.map(({ name, key, property }) => ({
    secretKey: name,
    remoteRef: { key, ...(property !== undefined && { property }) },
  }));
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    ...identity(view, service.names.secret),
    body: () => ({ spec: externalSecretSpec(service.names.secret, store, data) }),
  };
}

/** Owner policy: the Secret goes when the ExternalSecret goes. */
export function externalSecretSpec(
  target: string,
  store: Required<SecretStoreReference>,
  data: NonNullable<NonNullable<IExternalSecret['spec']>['data']>,
): NonNullable<IExternalSecret['spec']> {
  return {
    refreshInterval: REFRESH_INTERVAL,
    secretStoreRef: { name: store.name, kind: store.kind },
    target: { name: target, creationPolicy: 'Owner' },
    data,
  };
}
