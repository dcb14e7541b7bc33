import type { IService } from 'kubernetes-models/v1/Service';
import { type ResolvedPort, transport } from '../model/ports';
import type { ResolvedTraffic } from '../model/traffic';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';

/**
 * A stable address for the service's pods. A metrics port stands in it too, so that the ServiceMonitor finds it;
 * a service with no other port has none, and is a worker.
 */
export function service(view: ServiceView): Blueprint<IService> {
  const resolved = view.node.service;
  const scraped = resolved.metrics?.port;
  const ports = [...resolved.servingPorts, ...(scraped && !resolved.servingPorts.includes(scraped) ? [scraped] : [])];
  return {
    apiVersion: 'v1',
    kind: 'Service',
    ...identity(view, resolved.names.service),
    body: () => ({
      spec: {
        type: 'ClusterIP',
        selector: { ...resolved.selector },
        ports: ports.map(servicePort),
      },
    }),
  };
}

/** Tells the Services of one version from the service's own, which alone is scraped; a user's label cannot have this key. */
export const VERSION_OF_PODS = 'app.kubernetes.io/component';

/**
 * The Services of the new pods and of the old ones, for the way in. Argo Rollouts adds to their selectors the hash of the
 * version; until it has, both lead to all pods.
 */
export function versionServices(view: ServiceView, traffic: ResolvedTraffic): readonly Blueprint<IService>[] {
  const { selector } = view.node.service;
  const one = (id: string, name: string, version: 'canary' | 'stable'): Blueprint<IService> => {
    const own = identity(view, name);
    return {
      apiVersion: 'v1',
      kind: 'Service',
      id,
      ...own,
      labels: { ...own.labels, [VERSION_OF_PODS]: version, ...unregistered(view) },
      body: () => ({
        spec: { type: 'ClusterIP', selector: { ...selector }, ports: [servicePort(traffic.ingress.port)] },
      }),
    };
  };
  return [one('CanaryService', traffic.canaryService, 'canary'), one('StableService', traffic.stableService, 'stable')];
}

/** Consul would register the pods a second and a third time, under names that their ServiceAccount is not called by. */
function unregistered({ environment: { mesh } }: ServiceView): Record<string, string> {
  return mesh?.kind === 'consul' ? { 'consul.hashicorp.com/service-ignore': 'true' } : {};
}

function servicePort(port: ResolvedPort): NonNullable<NonNullable<IService['spec']>['ports']>[number] {
  return {
    name: port.name,
    port: port.servicePort,
    targetPort: port.name,
    protocol: transport(port),
    ...(port.appProtocol !== undefined && { appProtocol: port.appProtocol }),
  };
}
