import type { IPodMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/PodMonitor';
import type { IServiceMonitor } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1/ServiceMonitor';
import type { ResolvedMetrics } from '../model/monitoring';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';
import { VERSION_OF_PODS } from './service';

/** Tells Prometheus to scrape the pods behind the Service. */
export function serviceMonitor(view: ServiceView, metrics: ResolvedMetrics): Blueprint<IServiceMonitor> {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'ServiceMonitor',
    ...monitorIdentity(view),
    body: () => ({
      spec: {
        jobLabel: 'app.kubernetes.io/name',
        selector: { matchLabels: { ...view.node.service.selector }, ...ownService(view) },
        endpoints: [endpoint(metrics)],
      },
    }),
  };
}

/** The Services of a canary lead to the same pods, which would be scraped twice. */
function ownService({ node: { service } }: ServiceView): { matchExpressions?: { key: string; operator: string }[] } {
  if (!service.canary?.traffic) return {};
  return { matchExpressions: [{ key: VERSION_OF_PODS, operator: 'DoesNotExist' }] };
}

/** The same for a worker, which has no Service. */
export function podMonitor(view: ServiceView, metrics: ResolvedMetrics): Blueprint<IPodMonitor> {
  return {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: 'PodMonitor',
    ...monitorIdentity(view),
    body: () => ({
      spec: {
        jobLabel: 'app.kubernetes.io/name',
        selector: { matchLabels: { ...view.node.service.selector } },
        podMetricsEndpoints: [endpoint(metrics)],
      },
    }),
  };
}

function monitorIdentity(view: ServiceView): Pick<Blueprint, 'name' | 'namespace' | 'labels'> {
  const own = identity(view);
  return { ...own, labels: { ...own.labels, ...view.environment.monitoring?.selectorLabels } };
}

/** The time-out stays within the interval, as Prometheus demands. */
function endpoint({ port, path, intervalSeconds }: ResolvedMetrics): {
  port: string;
  path: string;
  interval: string;
  scrapeTimeout: string;
} {
  return {
    port: port.name,
    path,
    interval: `${intervalSeconds}s`,
    scrapeTimeout: `${Math.min(10, intervalSeconds)}s`,
  };
}
