import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { DashboardMaker } from '../model/dashboards';
import type { ResolvedEnvironment } from '../model/environment';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';
import { environmentLabels } from './environment';

/** A service's dashboard, in a ConfigMap that Grafana's sidecar picks up. */
export function serviceDashboard(view: ServiceView, maker: DashboardMaker): Blueprint<IConfigMap> {
  const { name, namespace, labels } = view.node.service;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    ...identity(view, `${name}-dashboard`),
    labels: { ...labels, ...maker.labels },
    body: () => ({ data: { [`${namespace}-${name}.json`]: maker.service(view) } }),
  };
}

/** All services of an environment beside each other. */
export function environmentDashboard(environment: ResolvedEnvironment, maker: DashboardMaker): Blueprint<IConfigMap> {
  const { namespace } = environment;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    name: 'dashboard',
    namespace,
    labels: { ...environmentLabels(environment), ...maker.labels },
    body: () => ({ data: { [`${namespace}.json`]: maker.environment(environment) } }),
  };
}
