import type { IPodDisruptionBudget } from 'kubernetes-models/policy/v1/PodDisruptionBudget';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';

/**
 * Lets a node drain take one pod at a time. Pods that are not ready may always be evicted, or one broken pod would
 * stop every node upgrade.
 */
export function podDisruptionBudget(view: ServiceView): Blueprint<IPodDisruptionBudget> {
  return {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    ...identity(view),
    body: () => ({
      spec: {
        maxUnavailable: 1,
        selector: { matchLabels: { ...view.node.service.selector } },
        unhealthyPodEvictionPolicy: 'AlwaysAllow',
      },
    }),
  };
}
