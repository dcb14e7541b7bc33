import type { ResolvedEnvironment } from './environment';
import type { Labels } from './labels';
import type { ServiceView } from './view';

/** Draws the dashboards of an environment: `grafana()` of `cdk8s-fairway/grafana` gives one. */
export interface DashboardMaker {
  /** What the objects are found by. */
  readonly labels: Labels;
  /**
   * The instances of Grafana's operator that show them.
   * @default - none: they are for Grafana's sidecar
   */
  readonly instanceSelector?: Labels;
  /** A service's dashboard as Grafana reads it. */
  readonly service: (view: ServiceView) => string;
  /** The one of the whole environment. */
  readonly environment: (environment: ResolvedEnvironment) => string;
}
