import type { CertificatesOptions } from './certificates';
import type { ConfigValues } from './config';
import { type ConsulOptions, type ResolvedConsul, resolveConsul } from './consul';
import type { DashboardMaker } from './dashboards';
import type { ImagesLock } from './images-lock';
import type { Isolation } from './isolation';
import type { Issues } from './issue';
import { type KafkaOptions, type ResolvedKafka, resolveKafka } from './kafka';
import { checkLabels } from './labels';
import type { Mesh } from './mesh';
import type { MonitoringOptions } from './monitoring';
import { isDnsLabel, isDnsSubdomain, suggestServiceName } from './names';
import { checkNetworks } from './networks';
import type { PodPeer, SecretStoreReference } from './peer';
import { checkRelease } from './release';
import type { ResourceOptions, ResourceSize } from './resources';
import { type ResolvedRollback, type RollbackOptions, resolveRollback } from './rollback';
import type { Routing } from './routing';
import type { Replicas } from './scaling';
import type { TierDefaults } from './tiers';
import { type ResolvedTracing, resolveTracing, type TracingOptions } from './tracing';
import type { Waiver } from './waiver';

/** A group of people and what it may do in the namespace, by Kubernetes' own ClusterRoles. */
export interface GroupAccess {
  readonly group: string;
  readonly role: 'view' | 'edit' | 'admin';
}

/** What differs for one service in one environment. */
export interface ServiceInEnvironment {
  readonly config?: ConfigValues;
  readonly replicas?: Replicas;
  readonly resources?: ResourceSize | ResourceOptions;
}

/** One isolated copy of the systems in it. Spread a tier and add what is the environment's own. */
export interface EnvironmentProps extends TierDefaults {
  /**
   * The Kubernetes namespace.
   * @default - the construct's id
   */
  readonly namespace?: string;
  /**
   * Host under which services are reached from outside.
   * @default - none: an ingress must name its own host
   */
  readonly domain?: string;
  /**
   * How requests come in.
   * @default - none: a service that asks for an ingress is refused
   */
  readonly routing?: Routing;
  /** @default - none: a service with secrets from a store is refused */
  readonly secretStore?: SecretStoreReference;
  /** @default - none: topics are refused */
  readonly kafka?: KafkaOptions;
  /** @default - none: a service that registers is refused */
  readonly consul?: ConsulOptions;
  /** @default - none: nothing is scraped */
  readonly monitoring?: MonitoringOptions;
  /**
   * Whether a release after which a service fails too many requests is taken back without a hand.
   * @default - none: somebody has to
   */
  readonly rollback?: RollbackOptions;
  /**
   * Who draws a dashboard for each service that is scraped, and one for all: `grafana()` of `cdk8s-fairway/grafana`.
   * @default - nobody
   */
  readonly dashboards?: DashboardMaker;
  /** @default - none: spans go nowhere */
  readonly tracing?: TracingOptions;
  /** @default - none: a service with TLS on a port is refused */
  readonly certificates?: CertificatesOptions;
  /**
   * The images that run here, by service; they stand in place of the tags that the program names.
   * @default - none: the program says
   */
  readonly imagesLock?: ImagesLock;
  /** @default 'namespace' */
  readonly isolation?: Isolation;
  /** @default - nobody beyond the cluster's own administrators */
  readonly access?: readonly GroupAccess[];
  /**
   * Configuration that every environment of the organisation shares: the weakest layer.
   * @default - none
   */
  readonly platformConfig?: ConfigValues;
  /**
   * Configuration of every service in this environment: stronger than the platform's, weaker than the service's own.
   * @default - none
   */
  readonly config?: ConfigValues;
  /**
   * What differs here for one service, by its name.
   * @default - nothing
   */
  readonly services?: Readonly<Record<string, ServiceInEnvironment>>;
  /**
   * Requests of a service that does not say.
   * @default 's'
   */
  readonly resources?: ResourceSize | ResourceOptions;
  /**
   * Whether containers get a CPU limit. Without one they are never throttled.
   * @default true
   */
  readonly cpuLimits?: boolean;
  /**
   * Room in the ResourceQuota beside what the services need at most, for a debug pod or a job; `'none'` for no quota.
   * @default - 20 per cent
   */
  readonly quota?: { readonly headroomPercent: number } | 'none';
  /**
   * Who is called when a service breaks, unless the service names its own.
   * @default - none
   */
  readonly owner?: string;
  /** @default - none */
  readonly imagePullSecrets?: readonly string[];
  /**
   * The service mesh, whose own rules then follow from the graph too.
   * @default - none
   */
  readonly mesh?: Mesh;
  /**
   * The network plugin that can let services out by host name, for external systems without networks.
   * @default - none: an external system must give its networks
   */
  readonly fqdnPolicies?: 'cilium';
  /**
   * Whether KEDA runs here, for services that are scaled by what they have not yet read.
   * @default false
   */
  readonly keda?: boolean;
  /**
   * The longest chain of calls that wait for each other before synth warns.
   * @default 4
   */
  readonly maxCallDepth?: number;
  /**
   * Warnings that may stand, each with a reason and a last day.
   * @default - none
   */
  readonly waivers?: readonly Waiver[];
  /**
   * The cluster's DNS server.
   * @default - pods labelled `k8s-app: kube-dns` in `kube-system`
   */
  readonly dns?: PodPeer;
}

export interface ResolvedEnvironment
  extends Omit<EnvironmentProps, 'kafka' | 'consul' | 'tracing' | 'secretStore' | 'services' | 'quota' | 'rollback'> {
  readonly name: string;
  readonly namespace: string;
  readonly kafka?: ResolvedKafka;
  readonly consul?: ResolvedConsul;
  readonly tracing?: ResolvedTracing;
  readonly rollback?: ResolvedRollback;
  readonly secretStore?: Required<SecretStoreReference>;
  readonly isolation: Isolation;
  readonly access: readonly GroupAccess[];
  readonly services: Readonly<Record<string, ServiceInEnvironment>>;
  readonly resources: ResourceSize | ResourceOptions;
  readonly cpuLimits: boolean;
  /** Undefined: no quota. */
  readonly quotaHeadroomPercent?: number;
  readonly imagePullSecrets: readonly string[];
  readonly dns: PodPeer;
  readonly keda: boolean;
  readonly maxCallDepth: number;
  readonly waivers: readonly Waiver[];
}

const HEADROOM_PERCENT = 20;
const DEFAULTS = {
  isolation: 'namespace',
  access: [],
  services: {},
  resources: 's',
  cpuLimits: true,
  imagePullSecrets: [],
  keda: false,
  maxCallDepth: 4,
  waivers: [],
  dns: { namespace: 'kube-system', podLabels: { 'k8s-app': 'kube-dns' } },
} as const satisfies Partial<ResolvedEnvironment>;

export function resolveEnvironment(id: string, props: EnvironmentProps, issues: Issues): ResolvedEnvironment {
  const { kafka, consul, secretStore, quota, tracing, rollback, ...rest } = props;
  const collector = tracing && resolveTracing(tracing, issues);
  const undone = rollback && resolveRollback(rollback, props, issues);
  const namespace = props.namespace ?? id;
  checkEnvironment(id, namespace, props, issues);
  return {
    ...DEFAULTS,
    ...defined(rest),
    name: id,
    namespace,
    ...(kafka && { kafka: resolveKafka(kafka) }),
    ...(consul && { consul: resolveConsul(consul) }),
    ...(collector && { tracing: collector }),
    ...(undone && { rollback: undone }),
    ...(secretStore && { secretStore: { kind: 'ClusterSecretStore', ...secretStore } }),
    ...(quota !== 'none' && { quotaHeadroomPercent: quota?.headroomPercent ?? HEADROOM_PERCENT }),
  };
}

/** A prop that is undefined is left out, and does not hide its default. */
function defined<Props extends object>(props: Props): Props {
  return Object.fromEntries(Object.entries(props).filter(([, value]) => value !== undefined)) as Props;
}

function checkEnvironment(id: string, namespace: string, props: EnvironmentProps, issues: Issues): void {
  if (!isDnsLabel(id)) {
    issues.error(
      'environment-name',
      `environment '${id}' must be a DNS label (a-z, 0-9, '-'; at most 63): did you mean '${suggestServiceName(id)}'?`,
    );
  }
  if (namespace !== id && !isDnsLabel(namespace)) {
    issues.error(
      'namespace',
      `namespace '${namespace}' must be a DNS label (a-z, 0-9, '-'; at most 63): did you mean '${suggestServiceName(namespace)}'?`,
    );
  }
  if (/^kube-|^default$/.test(namespace)) {
    issues.error('namespace', `namespace '${namespace}' is Kubernetes' own: give the environment one of its own`);
  }
  if (props.domain !== undefined && !isDnsSubdomain(props.domain)) {
    issues.error(
      'domain',
      `domain '${props.domain}' is not a DNS name: write it in lower case and without scheme or slash, like 'shop.example'`,
    );
  }
  const headroom = typeof props.quota === 'object' ? props.quota.headroomPercent : 0;
  if (!(headroom >= 0)) issues.error('quota', `quota.headroomPercent is ${headroom}: it must be at least 0`);
  checkRelease(props, issues);
  if (props.owner !== undefined) checkLabels({ owner: props.owner }, issues);
  checkNetworks('consul.nodeCidrs', props.consul?.nodeCidrs ?? [], issues);
}
