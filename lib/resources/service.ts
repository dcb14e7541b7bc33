import type { IService } from 'kubernetes-models/v1/Service';
import { transport } from '../model/ports';
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
        ports: ports.map((port) => ({
          name: port.name,
          port: port.servicePort,
          targetPort: port.name,
          protocol: transport(port),
          ...(port.appProtocol !== undefined && { appProtocol: port.appProtocol }),
        })),
      },
    }),
  };
}
