import type { ISecret } from 'kubernetes-models/v1/Secret';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';

/** Secrets whose values stand in the program: only where the environment allows it. */
export function secret(view: ServiceView): Blueprint<ISecret> {
  const { service } = view.node;
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    ...identity(view, service.names.literalSecret),
    body: () => ({
      type: 'Opaque',
      stringData: Object.fromEntries(service.secrets.literals.map(({ name, value }) => [name, value])),
    }),
  };
}
