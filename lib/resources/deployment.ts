import type { IDeployment } from 'kubernetes-models/apps/v1/Deployment';
import { MAX_SURGE } from '../model/capacity';
import { lagTriggers } from '../model/consumption';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';
import { podTemplate, versionedLabels } from './pod-template';

/** Old revisions that `kubectl rollout undo` can return to. */
export const REVISIONS = 5;
/** A rollout that makes no headway for this long is reported as failed. */
export const PROGRESS_DEADLINE_SECONDS = 600;
/** A new pod must stay ready this long before the next old one goes. */
export const MIN_READY_SECONDS = 5;

/** The service's pods, rolled without loss: a new one is ready before an old one goes. */
export function deployment(view: ServiceView): Blueprint<IDeployment> {
  const { scaling, selector, canary } = view.node.service;
  const scaledByLag = (): boolean => lagTriggers(view.node.path, view.graph).length > 0;
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    ...identity(view),
    labels: versionedLabels(view),
    body: () => ({
      spec: {
        // The number is the autoscaler's; beside a Rollout it is that one's, which sets it to 0 here once its own pods are up.
        ...(scaling.cpuPercent === undefined && !scaledByLag() && !canary && { replicas: scaling.min }),
        revisionHistoryLimit: REVISIONS,
        progressDeadlineSeconds: PROGRESS_DEADLINE_SECONDS,
        minReadySeconds: MIN_READY_SECONDS,
        selector: { matchLabels: { ...selector } },
        strategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: MAX_SURGE } },
        template: podTemplate(view),
      },
    }),
  };
}
