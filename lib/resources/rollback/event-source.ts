import type { ResolvedEnvironment } from '../../model/environment';
import type { ResolvedRollback } from '../../model/rollback';
import type { Blueprint } from '../blueprint';
import { ARGO_EVENTS, type EventSource } from './argo-events';
import { listenerLabels, listenerPod, ROLLBACK } from './pod';

export const WEBHOOK_PORT = 12000;
const ENDPOINT = '/alert';

/** Where Alertmanager calls; the controller names the Service after the EventSource. */
export function webhookUrl({ namespace }: ResolvedEnvironment): string {
  return `http://${ROLLBACK}-eventsource-svc.${namespace}.svc:${WEBHOOK_PORT}${ENDPOINT}`;
}

/** Hears alerts from who shows the token. The event is named after the namespace, as a bus may serve several. */
export function eventSource(environment: ResolvedEnvironment, { token }: ResolvedRollback): Blueprint<EventSource> {
  const { namespace } = environment;
  return {
    apiVersion: ARGO_EVENTS,
    kind: 'EventSource',
    name: ROLLBACK,
    namespace,
    labels: listenerLabels(environment, 'eventsource'),
    body: () => ({
      spec: {
        eventBusName: ROLLBACK,
        template: listenerPod(environment, 'eventsource'),
        service: { ports: [{ port: WEBHOOK_PORT, targetPort: WEBHOOK_PORT }] },
        webhook: {
          [namespace]: {
            port: String(WEBHOOK_PORT),
            endpoint: ENDPOINT,
            method: 'POST',
            authSecret: { name: token.secret, key: token.key },
          },
        },
      },
    }),
  };
}
