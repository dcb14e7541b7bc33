import type { IGrafanaDashboard } from '@kubernetes-models/grafana-operator/grafana.integreatly.org/v1beta1/GrafanaDashboard';
import type { IConfigMap } from 'kubernetes-models/v1/ConfigMap';
import type { DashboardMaker } from '../model/dashboards';
import type { ResolvedEnvironment } from '../model/environment';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';
import { environmentLabels } from './environment';

type Dashboard = Blueprint<IConfigMap> | Blueprint<IGrafanaDashboard>;

/** A service's dashboard. */
export function serviceDashboard(view: ServiceView, maker: DashboardMaker): Dashboard {
  const { name, namespace, labels } = view.node.service;
  const place = { ...identity(view, `${name}-dashboard`), labels: { ...labels, ...maker.labels } };
  return dashboard(place, maker, { file: `${namespace}-${name}.json`, json: () => maker.service(view) });
}

/** All services of an environment beside each other. */
export function environmentDashboard(environment: ResolvedEnvironment, maker: DashboardMaker): Dashboard {
  const { namespace } = environment;
  const labels = { ...environmentLabels(environment), ...maker.labels };
  const content = { file: `${namespace}.json`, json: () => maker.environment(environment) };
  return dashboard({ name: 'dashboard', namespace, labels }, maker, content);
}

interface Content {
  readonly file: string;
  readonly json: () => string;
}

/** In a ConfigMap that Grafana's sidecar picks up, or as an object of Grafana's operator. */
function dashboard(
  place: Pick<Blueprint, 'name' | 'namespace' | 'labels'>,
  { instanceSelector }: DashboardMaker,
  { file, json }: Content,
): Dashboard {
  if (instanceSelector === undefined) {
    return { apiVersion: 'v1', kind: 'ConfigMap', ...place, body: () => ({ data: { [file]: json() } }) };
  }
  return {
    apiVersion: 'grafana.integreatly.org/v1beta1',
    kind: 'GrafanaDashboard',
    ...place,
    // Instances stand in a namespace of their own.
    body: () => ({
      spec: { allowCrossNamespaceImport: true, instanceSelector: { matchLabels: instanceSelector }, json: json() },
    }),
  };
}
