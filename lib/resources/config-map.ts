import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import { configData } from '../model/config';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';

/** A service's configuration. Under a hashed name it can never change, and says so. */
export function configMap(view: ServiceView): Blueprint<IConfigMap> {
  const { service } = view.node;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    ...identity(view, service.names.configMap),
    body: () => ({
      data: configData(service.config),
      ...(service.config.reload === 'rollout' && { immutable: true }),
    }),
  };
}

/** The ConfigMap that operators may make to override configuration at run time; it need not exist. */
export function overridesName(service: string): string {
  return `${service}-overrides`;
}
