import type { ServiceNode } from '../model/graph';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';

/** The part of Consul's `ServiceIntentions` that is written here; no maintained package has its types. */
export interface ServiceIntentions {
  readonly apiVersion: 'consul.hashicorp.com/v1alpha1';
  readonly kind: 'ServiceIntentions';
  readonly metadata?: object;
  readonly spec: {
    readonly destination: { readonly name: string };
    readonly sources: readonly { readonly name: string; readonly action: 'allow' | 'deny' }[];
  };
}

/** Consul's rule for a service: its callers, and nobody else. */
export function serviceIntentions(view: ServiceView): Blueprint<ServiceIntentions> {
  const { node, graph } = view;
  return {
    apiVersion: 'consul.hashicorp.com/v1alpha1',
    kind: 'ServiceIntentions',
    ...identity(view),
    body: () => {
      const names = graph.callersOf(node.path).map(consulName).sort();
      const allowed = names.map((name) => ({ name, action: 'allow' as const }));
      return {
        spec: { destination: { name: consulName(node) }, sources: [...allowed, { name: '*', action: 'deny' }] },
      };
    },
  };
}

/** Consul knows a service by its registration, else by its Service. */
function consulName({ service }: ServiceNode): string {
  return service.registration?.name ?? service.names.service;
}
