import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';
import { ROLLOUT } from './rollout';

const DEPLOYMENT = { apiVersion: 'apps/v1', kind: 'Deployment' } as const;
/** Load that comes back within this time finds the pods still there. */
const SCALE_DOWN_WINDOW_SECONDS = 300;

/** Moves the number of pods within the range, by CPU. */
export function horizontalPodAutoscaler(view: ServiceView): Blueprint<IHorizontalPodAutoscaler> {
  const { name, scaling, canary } = view.node.service;
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    ...identity(view),
    body: () => ({
      spec: {
        scaleTargetRef: { ...(canary ? ROLLOUT : DEPLOYMENT), name },
        minReplicas: scaling.min,
        maxReplicas: scaling.max,
        metrics: [
          {
            type: 'Resource',
            resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: scaling.cpuPercent! } },
          },
        ],
        behavior: { scaleDown: { stabilizationWindowSeconds: SCALE_DOWN_WINDOW_SECONDS } },
      },
    }),
  };
}
