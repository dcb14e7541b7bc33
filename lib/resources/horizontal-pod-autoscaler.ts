import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';

/** Load that comes back within this time finds the pods still there. */
const SCALE_DOWN_WINDOW_SECONDS = 300;

/** Moves the number of pods within the range, by CPU. */
export function horizontalPodAutoscaler(view: ServiceView): Blueprint<IHorizontalPodAutoscaler> {
  const { name, scaling } = view.node.service;
  return {
    apiVersion: 'autoscaling/v2',
    kind: 'HorizontalPodAutoscaler',
    ...identity(view),
    body: () => ({
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name },
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
