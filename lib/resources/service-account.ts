import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';

/** An identity of the service's own, whose token is mounted nowhere. */
export function serviceAccount(view: ServiceView): Blueprint<IServiceAccount> {
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    ...identity(view),
    body: () => ({
      automountServiceAccountToken: false,
      ...(view.environment.imagePullSecrets.length > 0 && {
        imagePullSecrets: view.environment.imagePullSecrets.map((name) => ({ name })),
      }),
    }),
  };
}
