import { type ApiObject, Chart } from 'cdk8s';
import { Delivery } from '../delivery/delivery';
import { deliveryFolder } from '../delivery/files';
import { Environment } from '../environment';
import { KafkaTopic } from '../kafka-topic';
import { Microservice } from '../microservice';

/**
 * Files are applied in the order of their names: what stands before the services has a name that no service can have,
 * because a service's begins with a letter.
 */
const ENVIRONMENT_FILE = '00-environment';
const TOPICS_FILE = '10-topics';
const OTHERS_FILE = '20-others';

/** Kinds in the order in which a cluster should get them; kinds that are not listed come last. */
const KIND_ORDER = [
  'Namespace',
  'ResourceQuota',
  'LimitRange',
  'RoleBinding',
  'NetworkPolicy',
  'CiliumNetworkPolicy',
  'AuthorizationPolicy',
  'ServiceIntentions',
  'Certificate',
  'Gateway',
  'ServiceAccount',
  'ConfigMap',
  'Secret',
  'ExternalSecret',
  'KafkaTopic',
  'KafkaUser',
  'Service',
  'Deployment',
  'AnalysisTemplate',
  'Rollout',
  'HorizontalPodAutoscaler',
  'TriggerAuthentication',
  'ScaledObject',
  'PodDisruptionBudget',
  'Ingress',
  'HTTPRoute',
  'GRPCRoute',
  'ServiceMonitor',
  'PodMonitor',
  'AppProject',
  'Application',
];

/** The file that an object goes into, without extension: `dev/orders`. */
export function fileOf(object: ApiObject): string {
  const scopes = object.node.scopes;
  const environment = scopes.findLast(Environment.isEnvironment);
  const delivery = scopes.find(Delivery.isDelivery);
  if (delivery) return `${deliveryFolder(delivery)}/argo-cd`;
  if (environment === undefined) return Chart.of(object).node.id;
  const service = scopes.find(Microservice.isMicroservice);
  if (service) return `${environment.node.id}/${service.node.id}`;
  if (scopes.some(KafkaTopic.isKafkaTopic)) return `${environment.node.id}/${TOPICS_FILE}`;
  return `${environment.node.id}/${object.node.scope === environment ? ENVIRONMENT_FILE : OTHERS_FILE}`;
}

/** By kind, then by name: the same bytes in whatever order the constructs were made. */
export function compareObjects(a: ApiObject, b: ApiObject): number {
  return rank(a) - rank(b) || compare(a.kind, b.kind) || compare(a.name, b.name) || compare(a.node.path, b.node.path);
}

const RANKS: ReadonlyMap<string, number> = new Map(KIND_ORDER.map((kind, index) => [kind, index]));

function rank({ kind }: ApiObject): number {
  return RANKS.get(kind) ?? KIND_ORDER.length;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
