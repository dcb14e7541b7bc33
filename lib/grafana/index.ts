/** Dashboards for Grafana, by its own foundation SDK: `npm i @grafana/grafana-foundation-sdk`. */
import type { DashboardMaker } from '../model/dashboards';
import { environmentDashboard } from './environment';
import { type Look, serviceDashboard } from './service';

export interface GrafanaOptions {
  /**
   * Identifier of the Prometheus data source.
   * @default 'prometheus'
   */
  readonly datasource?: string;
  /**
   * What Grafana's sidecar finds its dashboards by.
   * @default { grafana_dashboard: '1' }, as the charts of Grafana and kube-prometheus-stack have it; none with the operator
   */
  readonly labels?: Readonly<Record<string, string>>;
  /**
   * The instances of Grafana's operator that are to show them, by their labels: dashboards are GrafanaDashboards then.
   * @default - none: dashboards are ConfigMaps for Grafana's sidecar
   */
  readonly instanceSelector?: Readonly<Record<string, string>>;
  /**
   * Addresses of other tools by title, like `{ Traces: 'https://jaeger.example.com/search?service={service}' }`;
   * `{namespace}` and `{service}` stand for the service's.
   * @default - none
   */
  readonly links?: Readonly<Record<string, string>>;
}

/** For `dashboards` of an environment: a dashboard for each service that is scraped, and one for all. */
export function grafana(options: GrafanaOptions = {}): DashboardMaker {
  const { datasource = 'prometheus', instanceSelector, links = {} } = options;
  const { labels = instanceSelector ? {} : { grafana_dashboard: '1' } } = options;
  const look: Look = { datasource: { type: 'prometheus', uid: datasource }, links };
  const text = (dashboard: object): string => `${JSON.stringify(dashboard, undefined, 2)}\n`;
  return {
    labels,
    ...(instanceSelector && { instanceSelector }),
    service: (view) => text(serviceDashboard(view, look)),
    environment: (environment) => text(environmentDashboard(environment, look)),
  };
}
