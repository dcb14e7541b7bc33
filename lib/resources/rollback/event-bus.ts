import type { ResolvedEnvironment } from '../../model/environment';
import type { ResolvedRollback } from '../../model/rollback';
import type { Blueprint } from '../blueprint';
import { environmentLabels } from '../environment';
import { ARGO_EVENTS, type EventBus } from './argo-events';
import { ROLLBACK } from './pod';

/** What has waited for an hour is about another release. */
const STREAM = 'maxAge: 1h\n';

/** The way from the event source to the sensor, over the server that the cluster has. */
export function eventBus(environment: ResolvedEnvironment, { eventBus: bus }: ResolvedRollback): Blueprint<EventBus> {
  const { url, access } = bus;
  return {
    apiVersion: ARGO_EVENTS,
    kind: 'EventBus',
    name: ROLLBACK,
    namespace: environment.namespace,
    labels: environmentLabels(environment),
    body: () => ({
      spec: {
        jetstreamExotic: { url, accessSecret: { name: access.secret, key: access.key }, streamConfig: STREAM },
      },
    }),
  };
}
