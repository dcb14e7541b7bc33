import type { IAppProject } from '@kubernetes-models/argo-cd/argoproj.io/v1alpha1/AppProject';
import type { ApiObject } from 'cdk8s';
import { Manifest } from '../manifest';
import type { Blueprint } from '../resources/blueprint';
import { type Delivered, destinationOf, objectsIn } from './delivered';
import { argoSyncWindow } from './sync-window';

type Spec = IAppProject['spec'];

interface Kind {
  readonly group: string;
  readonly kind: string;
}

/**
 * Made by the cluster for an object of a kind: Argo CD hides what its project does not permit. Logs are read from pods, and
 * why a release was aborted stands in its analyses.
 */
const CHILDREN: Readonly<Record<string, readonly Kind[]>> = {
  Deployment: [
    { group: 'apps', kind: 'ReplicaSet' },
    { group: '', kind: 'Pod' },
  ],
  Rollout: [{ group: 'argoproj.io', kind: 'AnalysisRun' }],
};

/** Kubernetes' own kinds without a namespace that may stand in an environment. */
const OF_CLUSTER = [
  'ClusterRole',
  'ClusterRoleBinding',
  'Namespace',
  'PersistentVolume',
  'PriorityClass',
  'StorageClass',
];

/** What one environment's Application may touch: the namespaces, the cluster and the kinds of its objects, and no more. */
export function appProject(delivered: Delivered): Blueprint<IAppProject> {
  const { place, environment, name, labels, syncWindows } = delivered;
  return {
    apiVersion: 'argoproj.io/v1alpha1',
    kind: 'AppProject',
    name,
    namespace: place.namespace,
    labels,
    body: () => {
      const objects = objectsIn(environment);
      return {
        spec: {
          description: `${place.name} in ${environment.resolved.name}`,
          sourceRepos: [place.repository],
          destinations: destinations(delivered, objects),
          clusterResourceWhitelist: objects
            .filter(isOfCluster)
            .map((object) => ({ ...kindOf(object), name: object.name })),
          namespaceResourceWhitelist: namespacedKinds(objects),
          roles: roles(delivered),
          ...(syncWindows.length > 0 && { syncWindows: syncWindows.map(argoSyncWindow) }),
        },
      };
    },
  };
}

/** The library knows of its own objects; a chart gives those of others its namespace, whatever they are. */
function isOfCluster(object: ApiObject): boolean {
  return Manifest.isManifest(object) ? object.isOfCluster : OF_CLUSTER.includes(object.kind);
}

function kindOf({ apiVersion, kind }: ApiObject): Kind {
  return { group: apiVersion.includes('/') ? apiVersion.split('/')[0]! : '', kind };
}

function destinations(delivered: Delivered, objects: readonly ApiObject[]): Spec['destinations'] {
  const own = delivered.environment.resolved.namespace;
  const named = objects.filter((object) => !isOfCluster(object)).map(({ metadata }) => metadata.namespace ?? own);
  return [...new Set([own, ...named])].sort().map((namespace) => ({ ...destinationOf(delivered), namespace }));
}

function namespacedKinds(objects: readonly ApiObject[]): Kind[] {
  const used = objects.filter((object) => !isOfCluster(object)).map(kindOf);
  const children = used.flatMap(({ kind }) => CHILDREN[kind] ?? []);
  const byName = new Map([...used, ...children].map((kind) => [`${kind.group}/${kind.kind}`, kind]));
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, kind]) => kind);
}

/** Whoever may see the namespace may see its Application; to sync it is a right of its own. */
function roles({ name, environment, syncGroups }: Delivered): Spec['roles'] {
  const policy = (role: string, resource: string, action: string): string =>
    `p, proj:${name}:${role}, ${resource}, ${action}, ${name}/*, allow`;
  const viewers = [...new Set(environment.resolved.access.map(({ group }) => group))].sort();
  return [
    ...(viewers.length === 0
      ? []
      : [
          {
            name: 'view',
            description: 'sees the application and the logs of its pods',
            policies: [policy('view', 'applications', 'get'), policy('view', 'logs', 'get')],
            groups: viewers,
          },
        ]),
    ...(syncGroups.length === 0
      ? []
      : [
          {
            name: 'sync',
            description: 'brings what is in Git to the cluster',
            policies: ['get', 'sync'].map((action) => policy('sync', 'applications', action)),
            groups: [...syncGroups],
          },
        ]),
  ];
}
