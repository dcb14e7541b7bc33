import type { ResolvedEnvironment } from './model/environment';
import type { ServiceGraph } from './model/graph';
import type { ResolvedRollback } from './model/rollback';
import { measuredProtocols } from './model/slo';
import type { Blueprint } from './resources/blueprint';
import { access } from './resources/rollback/access';
import { rollbackReceiver } from './resources/rollback/alertmanager-config';
import { eventBus } from './resources/rollback/event-bus';
import { eventSource } from './resources/rollback/event-source';
import { networkPolicies } from './resources/rollback/network-policy';
import { sensor } from './resources/rollback/sensor';

/** Which objects take a release back: the way of an alert, in order. */
export function rollbackObjects(
  environment: ResolvedEnvironment,
  rollback: ResolvedRollback,
  graph: ServiceGraph,
): readonly Blueprint[] {
  const services = (): readonly string[] => alerting(graph);
  return [
    rollbackReceiver(environment, rollback),
    eventSource(environment, rollback),
    eventBus(environment, rollback),
    sensor(environment, rollback, services),
    ...access(environment, rollback, services),
    ...networkPolicies(environment, rollback),
  ];
}

/** The services of which there are alerts about requests, in order. */
function alerting({ services }: ServiceGraph): readonly string[] {
  return services
    .filter(({ service }) => service.metrics !== undefined && measuredProtocols(service.servingPorts).length > 0)
    .map(({ service }) => service.name)
    .sort();
}
