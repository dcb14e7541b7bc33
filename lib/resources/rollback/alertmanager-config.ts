import type { IAlertmanagerConfig } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/AlertmanagerConfig';
import { TOO_MANY_ERRORS } from '../../model/alerting';
import type { ResolvedEnvironment } from '../../model/environment';
import type { ResolvedRollback } from '../../model/rollback';
import type { Blueprint } from '../blueprint';
import { environmentLabels } from '../environment';
import { webhookUrl } from './event-source';
import { ROLLBACK } from './pod';

/** Tells the event source of every service that fails, each by itself and at once; the owners are told all the same. */
export function rollbackReceiver(
  environment: ResolvedEnvironment,
  { token }: ResolvedRollback,
): Blueprint<IAlertmanagerConfig> {
  const { namespace } = environment;
  return {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    name: ROLLBACK,
    namespace,
    labels: { ...environmentLabels(environment), ...environment.monitoring?.selectorLabels },
    body: () => ({
      spec: {
        route: {
          receiver: ROLLBACK,
          matchers: [
            { name: 'alertname', value: TOO_MANY_ERRORS.alert, matchType: '=' },
            { name: 'namespace', value: namespace, matchType: '=' },
          ],
          // By all labels: a group is one alert.
          groupBy: ['...'],
          groupWait: '0s',
          // Shorter than the alert waits: else it might fire again before it is known to have ended, and nobody is called.
          groupInterval: '1m',
        },
        receivers: [
          {
            name: ROLLBACK,
            webhookConfigs: [
              {
                url: webhookUrl(environment),
                sendResolved: false,
                httpConfig: {
                  authorization: { type: 'Bearer', credentials: { name: token.secret, key: token.key } },
                },
              },
            ],
          },
        ],
      },
    }),
  };
}
