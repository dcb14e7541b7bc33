import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import type { ITriggerAuthentication } from '@kubernetes-models/keda/keda.sh/v1alpha1/TriggerAuthentication';
import { consumerGroup } from '../model/addresses';
import { lagTriggers, scalingOf } from '../model/consumption';
import type { ResolvedKafka } from '../model/kafka';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';
import { kafkaSecretName } from './kafka-user';
import { ROLLOUT } from './rollout';

type Trigger = NonNullable<IScaledObject['spec']>['triggers'][number];

/** Moves the number of pods by what the service has not yet read, and by CPU too where its replicas are a range. */
export function scaledObject(view: ServiceView, kafka: ResolvedKafka): Blueprint<IScaledObject> {
  const { node, graph } = view;
  const { name, scaling, canary } = node.service;
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'ScaledObject',
    ...identity(view),
    body: () => ({
      spec: {
        scaleTargetRef: { ...(canary && ROLLOUT), name },
        minReplicaCount: scaling.min,
        maxReplicaCount: scalingOf(node.path, scaling, graph).max,
        triggers: [...kafkaTriggers(view, kafka), ...cpuTrigger(scaling.cpuPercent)],
      },
    }),
  };
}

/** KEDA reads the group's lag from the brokers as the service itself: with its certificate, and no right of its own. */
export function triggerAuthentication(view: ServiceView): Blueprint<ITriggerAuthentication> {
  const name = kafkaSecretName(view.node.name);
  return {
    apiVersion: 'keda.sh/v1alpha1',
    kind: 'TriggerAuthentication',
    ...identity(view, name),
    body: () => ({
      spec: {
        secretTargetRef: [
          { parameter: 'ca', name, key: 'ca.crt' },
          { parameter: 'cert', name, key: 'user.crt' },
          { parameter: 'key', name, key: 'user.key' },
        ],
      },
    }),
  };
}

function kafkaTriggers({ node, graph, environment }: ServiceView, kafka: ResolvedKafka): Trigger[] {
  return lagTriggers(node.path, graph).map(({ topicName, lagThreshold }) => ({
    type: 'kafka',
    metadata: {
      bootstrapServers: kafka.bootstrapServers,
      consumerGroup: consumerGroup(environment.name, node.name),
      topic: topicName,
      lagThreshold: String(lagThreshold),
      tls: 'enable',
    },
    authenticationRef: { name: kafkaSecretName(node.name) },
  }));
}

function cpuTrigger(percent: number | undefined): Trigger[] {
  return percent === undefined
    ? []
    : [{ type: 'cpu', metricType: 'Utilization', metadata: { value: String(percent) } }];
}
