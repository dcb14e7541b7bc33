import type { IApplication } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/Application';
import type { Environment } from '../environment';
import type { ImageRule } from '../model/image';
import { movedFields } from '../model/traffic';
import type { Blueprint } from '../resources/blueprint';
import { type Delivered, destinationOf, objectsIn } from './delivered';

type Spec = IApplication['spec'];

/** Objects that move the number of a workload's pods, which they name in `scaleTargetRef`: a Deployment, or a Rollout. */
const SCALERS = ['HorizontalPodAutoscaler', 'ScaledObject'];

const SYNC_OPTIONS = [
  // The server merges by field, so that what controllers write in other fields stays.
  'ServerSideApply=true',
  'RespectIgnoreDifferences=true',
  // What is gone from Git leaves the cluster only when everything else is healthy.
  'PruneLast=true',
  // An object that another Application has is an error, not a tug of war.
  'FailOnSharedResource=true',
];

const WEIGHTS_IN_CANARY =
  'select(.metadata.labels["rollouts.argoproj.io/gatewayapi-canary"] == "in-progress") | .spec.rules[].backendRefs[].weight';

/**
 * A failed sync is tried again: an operator's webhook may not be up yet. Each time with what is in Git by then, as a commit
 * that mends or reverts the failed one would wait for the last try otherwise.
 */
const RETRY = { limit: 5, backoff: { duration: '10s', factor: 2, maxDuration: '3m' }, refresh: true };

/**
 * What Argo CD keeps in step with Git: one environment. It has no finalizer: to delete the Application is not to delete
 * the environment.
 */
export function application(delivered: Delivered): Blueprint<IApplication> {
  const { place, environment, name, labels } = delivered;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'Application',
    name,
    namespace: place.namespace,
    labels,
    body: () => ({
      spec: {
        project: name,
        source: { repoURL: place.repository, targetRevision: delivered.branch, path: delivered.path },
        destination: { ...destinationOf(delivered), namespace: environment.resolved.namespace },
        syncPolicy: syncPolicy(delivered),
        ...ignoredDifferences(delivered),
        info: info(delivered),
      },
    }),
  };
}

function syncPolicy({ rule }: Delivered): Spec['syncPolicy'] {
  if (!rule.automated) return { syncOptions: SYNC_OPTIONS };
  return { automated: { prune: true, selfHeal: true }, syncOptions: SYNC_OPTIONS, retry: RETRY };
}

type Ignored = NonNullable<Spec['ignoreDifferences']>;

function ignoredDifferences({ environment }: Delivered): Pick<Spec, 'ignoreDifferences'> {
  const ignoreDifferences = [...scaledWorkloads(environment), ...movedByReleases(environment)];
  return ignoreDifferences.length === 0 ? {} : { ignoreDifferences };
}

/**
 * A scaled workload's number of pods. The manifests leave it out, but a sync that takes over from a fixed number would
 * remove the field, and the server would start again from one pod.
 */
function scaledWorkloads(environment: Environment): Ignored {
  const targets = objectsIn(environment)
    .filter(({ kind }) => SCALERS.includes(kind))
    .map((object) => (object.toJson() as Scaler).spec.scaleTargetRef);
  const byName = new Map(targets.map((target) => [target.name, target]));
  return [...byName.values()]
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .map(({ apiVersion = 'apps/v1', kind = 'Deployment', name }) => ({
      group: apiVersion.split('/')[0]!,
      kind,
      name,
      jsonPointers: ['/spec/replicas'],
    }));
}

/**
 * What Argo Rollouts moves where the way in divides requests. A route's weights only while the plugin's label says that a
 * canary runs: a list is one value to Argo CD, and it would bring no change of a route from Git for as long as it ignores
 * any part of its rules. Without a canary they are what Git says.
 */
function movedByReleases({ graph }: Environment): Ignored {
  return [...movedFields(graph)]
    .sort((a, b) => (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1))
    .map(({ kind, name }) =>
      kind === 'Service'
        ? { kind, name, jsonPointers: ['/spec/selector/rollouts-pod-template-hash'] }
        : { group: 'gateway.networking.k8s.io', kind, name, jqPathExpressions: [WEIGHTS_IN_CANARY] },
    );
}

/** KEDA's kind means a Deployment when it says no more than a name. */
interface Scaler {
  readonly spec: {
    readonly scaleTargetRef: { readonly apiVersion?: string; readonly kind?: string; readonly name: string };
  };
}

/** The rules of the stage, where people look before they press the button. */
function info({ rule, environment }: Delivered): Spec['info'] {
  return [
    { name: 'Images', value: shown(environment.resolved.images) },
    { name: 'Sync', value: rule.automated ? 'automatic' : 'by hand' },
    { name: 'Approvals', value: String(rule.approvals) },
  ];
}

function shown(images: ImageRule): string {
  return images === 'any' ? 'any' : [...images.tags, 'a digest'].join(' or ');
}
