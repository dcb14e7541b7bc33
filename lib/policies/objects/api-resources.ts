import type { ObjectRule } from './rules';
import { WORKLOADS } from './rules';

/** How the API server knows a kind. */
interface ApiResource {
  readonly apiGroup: string;
  readonly resource: string;
}

const RESOURCES: Readonly<Record<string, ApiResource>> = {
  Deployment: { apiGroup: 'apps', resource: 'deployments' },
  StatefulSet: { apiGroup: 'apps', resource: 'statefulsets' },
  DaemonSet: { apiGroup: 'apps', resource: 'daemonsets' },
  ReplicaSet: { apiGroup: 'apps', resource: 'replicasets' },
  Rollout: { apiGroup: 'argoproj.io', resource: 'rollouts' },
  Job: { apiGroup: 'batch', resource: 'jobs' },
  CronJob: { apiGroup: 'batch', resource: 'cronjobs' },
  Pod: { apiGroup: '', resource: 'pods' },
  ReplicationController: { apiGroup: '', resource: 'replicationcontrollers' },
  Service: { apiGroup: '', resource: 'services' },
  ServiceAccount: { apiGroup: '', resource: 'serviceaccounts' },
  ConfigMap: { apiGroup: '', resource: 'configmaps' },
  Secret: { apiGroup: '', resource: 'secrets' },
  Ingress: { apiGroup: 'networking.k8s.io', resource: 'ingresses' },
  NetworkPolicy: { apiGroup: 'networking.k8s.io', resource: 'networkpolicies' },
  PodDisruptionBudget: { apiGroup: 'policy', resource: 'poddisruptionbudgets' },
  HorizontalPodAutoscaler: { apiGroup: 'autoscaling', resource: 'horizontalpodautoscalers' },
  Role: { apiGroup: 'rbac.authorization.k8s.io', resource: 'roles' },
  RoleBinding: { apiGroup: 'rbac.authorization.k8s.io', resource: 'rolebindings' },
};
/** These belong to no namespace, and so to no environment that admission could be asked for. */
const OF_CLUSTER = ['ClusterRole'];

/** The kinds that a rule is about at admission; every kind of workload where it names none. */
export function admittedKinds({ kinds, scope }: ObjectRule): readonly string[] {
  const own = kinds ?? [...WORKLOADS, ...(scope === 'clear-text' ? ['ConfigMap'] : [])];
  return own.filter((kind) => !OF_CLUSTER.includes(kind));
}

export function apiResource(kind: string): ApiResource {
  const found = RESOURCES[kind];
  if (found === undefined) throw new Error(`no API resource is known of kind ${kind}`);
  return found;
}
