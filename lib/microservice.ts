import { type ApiObject, Duration } from 'cdk8s';
import type {
  INetworkPolicyPeer,
  IPodSelector,
  ISubject,
  NetworkPolicyPeerConfig,
  PodSelectorConfig,
  SubjectConfiguration,
} from 'cdk8s-plus-28';
import { Construct } from 'constructs';
import { declare } from './declaration';
import {
  addPlatformEdges,
  addTopicEdge,
  addUpstreamEdge,
  type Consumed,
  type ConsumeOptions,
  type EdgeSource,
  type Upstream,
} from './edges';
import { Environment } from './environment';
import { KafkaTopic } from './kafka-topic';
import { Manifest, type MergePatch } from './manifest';
import type { ConfigEntry } from './model/config';
import { knownByName, type ServiceNode } from './model/graph';
import type { Issues } from './model/issue';
import { type MicroserviceOptions, type ResolvedMicroservice, resolveMicroservice } from './model/microservice';
import { toEnvStem, toLabelValue } from './model/names';
import type { ServiceView } from './model/view';
import { networkPolicyPeerConfig, podSelectorConfig, subjectConfiguration } from './plus';
import { type Blueprint, idOf } from './resources/blueprint';
import { ciliumNetworkPolicy } from './resources/cilium-network-policy';
import { serviceDashboard } from './resources/dashboard';
import { kafkaCredentials, kafkaUser } from './resources/kafka-user';
import { prometheusRule } from './resources/prometheus-rule';
import { scaledObject, triggerAuthentication } from './resources/scaled-object';
import { objectsOf } from './service-objects';

const MICROSERVICE = Symbol.for('cdk8s-fairway.Microservice');
/** Strimzi writes the user's name into its certificate as the common name. */
const LONGEST_COMMON_NAME = 64;

/** A microservice: what it is, and whom it talks to. Everything else follows. */
export interface MicroserviceProps extends MicroserviceOptions {
  /**
   * Services and external systems that this one calls. It gets their addresses and may reach them; nothing else may.
   * @default - none
   */
  readonly upstreams?: readonly Upstream[];
  /** Topics it writes to. @default - none */
  readonly produces?: readonly KafkaTopic[];
  /** Topics it reads, in a consumer group of its own. @default - none */
  readonly consumes?: readonly Consumed[];
}

/**
 * A service of the environment with all its Kubernetes objects: Deployment, Service, configuration, secrets, way in,
 * network, scaling, monitoring and registration, as its props ask. It stands wherever cdk8s-plus takes a pod selector,
 * a network policy's peer or a role binding's subject.
 */
export class Microservice extends Construct implements INetworkPolicyPeer, IPodSelector, ISubject {
  static isMicroservice(this: void, value: unknown): value is Microservice {
    return typeof value === 'object' && value !== null && MICROSERVICE in value;
  }

  /** The service with nothing left undecided. */
  readonly resolved: ResolvedMicroservice;

  private readonly environment: Environment;
  private readonly issues: Issues;
  private readonly view: ServiceView;
  private readonly manifests = new Map<string, Manifest>();

  constructor(scope: Construct, id: string, props: MicroserviceProps) {
    super(scope, id);
    Object.defineProperty(this, MICROSERVICE, { value: true });
    declare(this, 'Microservice', props);
    this.environment = Environment.of(this);
    this.issues = this.environment.issuesFor(this);
    const { resolved: environment, graph } = this.environment;
    this.resolved = resolveMicroservice(props, { id, partOf: this.partOf(scope), environment }, this.issues);
    const node: ServiceNode = { kind: 'service', path: this.node.path, name: id, service: this.resolved };
    graph.addNode(node);
    this.view = { node, graph, environment };
    for (const blueprint of objectsOf(this.view)) this.addObject(idOf(blueprint), blueprint);
    if (environment.dashboards && this.resolved.metrics) {
      this.addObject('Dashboard', serviceDashboard(this.view, environment.dashboards));
    }
    addPlatformEdges(this.edgeSource());
    if (this.resolved.ingress) this.environment.addHost(this.resolved.ingress.host);
    for (const upstream of props.upstreams ?? []) this.addUpstream(upstream);
    for (const topic of props.produces ?? []) this.addProduces(topic);
    for (const topic of props.consumes ?? []) this.addConsumes(topic);
  }

  /** Declares that this service calls another service or an external system. Two services may call each other. */
  addUpstream(upstream: Upstream): void {
    declare(this, 'upstream', upstream);
    addUpstreamEdge(this.edgeSource(), upstream);
    const byName = this.view.graph.externalsOf(this).some(({ to }) => knownByName(to.external));
    if (byName && this.environment.resolved.fqdnPolicies === 'cilium' && !this.manifests.has('CiliumNetworkPolicy')) {
      this.addObject('CiliumNetworkPolicy', ciliumNetworkPolicy(this.view));
    }
    if ('service' in upstream && upstream.slo) this.addRules();
  }

  /** Declares that this service writes to a topic. */
  addProduces(topic: KafkaTopic): void {
    declare(this, 'produces', topic);
    this.addTopic(topic, { kind: 'produces' });
  }

  /** Declares that this service reads a topic, in a consumer group of its own. */
  addConsumes(consumed: Consumed): void {
    declare(this, 'consumes', consumed);
    const { topic, deadLetter, lagThreshold } = KafkaTopic.isKafkaTopic(consumed)
      ? ({ topic: consumed } as ConsumeOptions)
      : consumed;
    this.addTopic(topic, { kind: 'consumes', ...(lagThreshold !== undefined && { lagThreshold }) });
    if (lagThreshold !== undefined) this.scaleByLag(lagThreshold);
    if (deadLetter) this.addDeadLetters(topic);
  }

  /**
   * The Kubernetes objects by kind, to read or to patch; the Kafka certificate's ExternalSecret is `KafkaCredentials`, the
   * dashboard's ConfigMap `Dashboard`, the Services of a canary by routes `CanaryService` and `StableService`.
   */
  get objects(): Readonly<Record<string, ApiObject>> {
    return Object.fromEntries(this.manifests);
  }

  /** Every configuration key with its value, the layer it comes from and what it hides. */
  get config(): readonly ConfigEntry[] {
    return this.resolved.config.entries;
  }

  /**
   * Last say over one of the objects: a merge patch (RFC 7386) over what the library writes. Synth lists every override.
   */
  override(kind: string, patch: MergePatch): void {
    declare(this, 'override', { kind, patch });
    const manifest = this.manifests.get(kind);
    if (manifest === undefined) {
      const known = [...this.manifests.keys()].join(', ');
      this.issues.error('override', `there is no ${kind} to override: the service's objects are ${known}`);
    } else {
      manifest.override(patch);
      this.issues.note('override', `${kind} is overridden: ${JSON.stringify(patch)}`);
    }
    this.environment.touch();
  }

  /** Chooses the service's pods, for cdk8s-plus. */
  toPodSelectorConfig(): PodSelectorConfig {
    return podSelectorConfig(this.resolved);
  }

  /** The service's pods as the other end of a network policy of cdk8s-plus. */
  toNetworkPolicyPeerConfig(): NetworkPolicyPeerConfig {
    return networkPolicyPeerConfig(this.resolved);
  }

  toPodSelector(): IPodSelector {
    return this;
  }

  /** The service's own ServiceAccount as the subject of a role binding of cdk8s-plus. */
  toSubjectConfiguration(): SubjectConfiguration {
    return subjectConfiguration(this.resolved);
  }

  private addTopic(topic: KafkaTopic, edge: Parameters<typeof addTopicEdge>[2]): void {
    const added = addTopicEdge(this.edgeSource(), topic, edge);
    const { kafka } = this.environment.resolved;
    if (added && edge.kind === 'consumes' && this.resolved.metrics) this.addRules();
    if (!added || !kafka || this.manifests.has('KafkaUser')) return;
    const user = kafkaUser(this.view, kafka);
    if (user.name.length > LONGEST_COMMON_NAME) {
      this.issues.error(
        'kafka-user',
        `Kafka user '${user.name}' has ${user.name.length} characters, and a certificate holds ${LONGEST_COMMON_NAME}: shorten the name of the service or of the environment`,
      );
    }
    this.addObject('KafkaUser', user);
    this.addObject('KafkaCredentials', kafkaCredentials(this.view, kafka));
  }

  private addRules(): void {
    if (!this.manifests.has('PrometheusRule')) this.addObject('PrometheusRule', prometheusRule(this.view));
  }

  /** Dead letters are kept twice as long as what they came from: somebody has to look at them first. */
  private addDeadLetters({ node: { id }, resolved }: KafkaTopic): void {
    const topic = new KafkaTopic(this, `${id}-${this.node.id}-dlq`, {
      topicName: `${id}.${this.node.id}.dlq`,
      partitions: 1,
      durability: resolved.durability,
      retention: Duration.millis(resolved.retentionMs * 2),
      external: 'consumers',
    });
    this.addTopic(topic, { kind: 'produces', variable: toEnvStem(`${id}-dlq`) });
  }

  /** One autoscaler a Deployment: KEDA's takes over what the HorizontalPodAutoscaler would have done. */
  private scaleByLag(lagThreshold: number): void {
    const { kafka, keda } = this.environment.resolved;
    if (!Number.isInteger(lagThreshold) || lagThreshold < 1) {
      this.issues.error('lag-threshold', `lagThreshold is ${lagThreshold}: it must be a whole number of at least 1`);
    }
    if (!keda) {
      this.issues.error(
        'no-keda',
        'the service is scaled by lag, and the environment has no KEDA: give the environment keda: true, or leave out lagThreshold',
      );
    }
    if (!kafka || !keda || this.manifests.has('ScaledObject')) return;
    if (this.node.tryRemoveChild('HorizontalPodAutoscaler')) this.manifests.delete('HorizontalPodAutoscaler');
    this.addObject('TriggerAuthentication', triggerAuthentication(this.view));
    this.addObject('ScaledObject', scaledObject(this.view, kafka));
  }

  private edgeSource(): EdgeSource {
    return { node: this.view.node, environment: this.environment, issues: this.issues };
  }

  private addObject(id: string, blueprint: Blueprint): void {
    this.manifests.set(id, new Manifest(this, id, blueprint));
    this.environment.touch();
  }

  /** The system it belongs to is the construct around it; a service right in an environment is a system of its own. */
  private partOf(scope: Construct): string {
    return toLabelValue(Environment.isEnvironment(scope) ? this.node.id : scope.node.id);
  }
}
