import type { IRollout } from '@kubernetes-models/argo-rollouts/argoproj.io/v1alpha1/Rollout';
import { MAX_SURGE } from '../model/capacity';
import { lagTriggers } from '../model/consumption';
import type { ResolvedCanary } from '../model/release';
import type { ResolvedTraffic } from '../model/traffic';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';
import { MIN_READY_SECONDS, PROGRESS_DEADLINE_SECONDS, REVISIONS } from './deployment';

export const ROLLOUT = { apiVersion: 'argoproj.io/v1alpha1', kind: 'Rollout' } as const;

/** The arguments of the analysis: what the names of the new and of the old pods have in them. */
export const HASHES = { canary: 'canary-hash', stable: 'stable-hash' } as const;

/**
 * Runs the pods of the service's Deployment in its place. A new pod template goes to some of them first, and to all when
 * the analysis has found nothing; else the old one is back everywhere.
 */
export function rollout(view: ServiceView, canary: ResolvedCanary): Blueprint<IRollout> {
  const { name, scaling } = view.node.service;
  const scaledByLag = (): boolean => lagTriggers(view.node.path, view.graph).length > 0;
  return {
    ...ROLLOUT,
    ...identity(view),
    body: () => ({
      spec: {
        ...(scaling.cpuPercent === undefined && !scaledByLag() && { replicas: scaling.min }),
        // The Deployment keeps its own pods until the Rollout's first ones are up, and has none from then on.
        workloadRef: { apiVersion: 'apps/v1', kind: 'Deployment', name, scaleDown: 'onsuccess' },
        revisionHistoryLimit: REVISIONS,
        progressDeadlineSeconds: PROGRESS_DEADLINE_SECONDS,
        progressDeadlineAbort: true,
        minReadySeconds: MIN_READY_SECONDS,
        // What is taken back was everywhere a moment ago: nobody waits for it to be judged again.
        ...(view.environment.rollback && { rollbackWindow: { revisions: 1 } }),
        strategy: {
          canary: {
            maxUnavailable: 0,
            maxSurge: MAX_SURGE,
            ...(canary.traffic && routed(view, canary.traffic)),
            steps: [
              { setWeight: canary.weightPercent },
              { pause: { duration: `${canary.windowSeconds}s` } },
              {
                analysis: {
                  templates: [{ templateName: name }],
                  args: [
                    { name: HASHES.canary, valueFrom: { podTemplateHashValue: 'Latest' } },
                    { name: HASHES.stable, valueFrom: { podTemplateHashValue: 'Stable' } },
                  ],
                },
              },
            ],
          },
        },
      },
    }),
  };
}

/** The plugin of Argo Rollouts for Gateway API, by the name that its documentation gives it in the controller's ConfigMap. */
const GATEWAY_PLUGIN = 'argoproj-labs/gatewayAPI';

type Canary = NonNullable<NonNullable<NonNullable<IRollout['spec']>['strategy']>['canary']>;

/**
 * Without `dynamicStableScale`: the step from the weight to all pods would need nearly as many of them, and after an abort
 * the old ones would have to come up again first.
 */
function routed({ node }: ServiceView, { canaryService, stableService, route }: ResolvedTraffic): Partial<Canary> {
  const { name, namespace } = node.service;
  const field = route === 'GRPCRoute' ? 'grpcRoute' : 'httpRoute';
  return {
    canaryService,
    stableService,
    trafficRouting:
      route === 'Ingress'
        ? { nginx: { stableIngress: name } }
        : // The plugin takes no namespace for all namespaces, and finds nothing.
          { plugins: { [GATEWAY_PLUGIN]: { [field]: name, namespace } } },
  };
}
