import type { IAlertmanagerConfig } from '@kubernetes-models/prometheus-operator/monitoring.coreos.com/v1alpha1/AlertmanagerConfig';
import type { AlertReceiver, SecretKey } from '../model/alerting';
import type { ResolvedEnvironment } from '../model/environment';
import type { Blueprint } from './blueprint';
import { environmentLabels } from './environment';

type Spec = NonNullable<IAlertmanagerConfig['spec']>;
type Receiver = NonNullable<Spec['receivers']>[number];

/** Alerts of nobody's; they go on to the routes of the cluster's own Alertmanager, as all do. */
const ELSEWHERE = 'elsewhere';

/** Leads each owner's alerts to where the owner reads them. */
export function alertmanagerConfig(
  environment: ResolvedEnvironment,
  receivers: Readonly<Record<string, AlertReceiver>>,
): Blueprint<IAlertmanagerConfig> {
  const owners = Object.entries(receivers);
  return {
    apiVersion: 'monitoring.coreos.com/v1alpha1',
    kind: 'AlertmanagerConfig',
    name: 'owners',
    namespace: environment.namespace,
    labels: { ...environmentLabels(environment), ...environment.monitoring?.selectorLabels },
    body: () => ({
      spec: {
        route: {
          receiver: ELSEWHERE,
          groupBy: ['service', 'alertname'],
          routes: owners.map(([owner]) => ({
            receiver: owner,
            matchers: [{ name: 'owner', value: owner, matchType: '=' }],
          })) as never,
        },
        receivers: [{ name: ELSEWHERE }, ...owners.map(([owner, receiver]) => configOf(owner, receiver))],
      },
    }),
  };
}

function configOf(name: string, receiver: AlertReceiver): Receiver {
  if ('slack' in receiver) {
    const { channel, apiUrl } = receiver.slack;
    return { name, slackConfigs: [{ channel, apiURL: selector(apiUrl), sendResolved: true }] };
  }
  if ('pagerDuty' in receiver) {
    return { name, pagerdutyConfigs: [{ routingKey: selector(receiver.pagerDuty.routingKey), sendResolved: true }] };
  }
  return { name, webhookConfigs: [{ urlSecret: selector(receiver.webhook.url), sendResolved: true }] };
}

function selector({ secret, key }: SecretKey): { name: string; key: string } {
  return { name: secret, key };
}
