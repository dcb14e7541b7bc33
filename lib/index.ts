export { AdmissionPolicies, type AdmissionPoliciesProps } from './admission-policies';
export type { DeliveredEnvironment } from './delivery/delivered';
export { Delivery, type DeliveryProps } from './delivery/delivery';
export {
  checkPromotion,
  formatImagesLock,
  type Promotion,
  type ProposedPromotion,
  promoteImages,
  readImagesLock,
} from './delivery/images-lock';
export type { SyncWindow } from './delivery/sync-window';
export { workflowFiles } from './delivery/workflows/workflow-files';
export type { Consumed, ConsumeOptions, Upstream, UpstreamOptions } from './edges';
export { App, type AppProps } from './engines/app';
export {
  ObjectPolicies,
  type ObjectPoliciesContext,
  type ObjectPoliciesProps,
  type ObjectPoliciesViolation,
} from './engines/object-policies';
export { Environment, type TierChoice } from './environment';
export { External, type ExternalProps } from './external';
export { KafkaTopic } from './kafka-topic';
export type { MergePatch } from './manifest';
export { Microservice, type MicroserviceProps } from './microservice';
export type { AlertReceiver, SecretKey } from './model/alerting';
export type { CertificatesOptions } from './model/certificates';
export type { ConfigAs, ConfigEntry, ConfigLayer, ConfigValues } from './model/config';
export type { ConsulCheckOptions, ConsulOptions, ConsulRegistrationOptions } from './model/consul';
export type { DashboardMaker } from './model/dashboards';
export type {
  EnvironmentProps,
  GroupAccess,
  ResolvedEnvironment,
  ServiceInEnvironment,
} from './model/environment';
export {
  type CallEdge,
  type Edge,
  type ExternalEdge,
  type ExternalNode,
  type ExternalSystem,
  type GraphNode,
  type NodeReference,
  type PlatformEdge,
  type PlatformNode,
  ServiceGraph,
  type ServiceNode,
  type TopicEdge,
  type TopicNode,
} from './model/graph';
export { type ImageReference, type ImageRule, parseImage } from './model/image';
export type { ImagesLock, LockedImage } from './model/images-lock';
export type { IngressOptions } from './model/ingress';
export type { Isolation, NodePool } from './model/isolation';
export { formatIssue, type Issue, type Severity } from './model/issue';
export type { KafkaOptions, KafkaTopicProps, TopicDurability } from './model/kafka';
export type { Mesh } from './model/mesh';
export type { MicroserviceOptions, ResolvedMicroservice } from './model/microservice';
export type { MetricsOptions, MonitoringOptions } from './model/monitoring';
export type { ObjectNames } from './model/object-names';
export { type CallOrder, callOrder } from './model/order';
export type { PodPeer, SecretStoreReference } from './model/peer';
export type { PortOptions, Ports, Protocol } from './model/ports';
export type { Probe, ProbeChoice, ProbeOptions, ProbeTiming } from './model/probes';
export type { CanaryOptions, ReleaseStrategy } from './model/release';
export type { ResourceOptions, ResourceSize } from './model/resources';
export type { ApiServerOptions, EventBusOptions, GitRevert, RollbackOptions } from './model/rollback';
export type { Routing, Tls } from './model/routing';
export type { ReplicaRange, Replicas } from './model/scaling';
export type { SecretSource, Secrets, SecretsAs } from './model/secrets';
export type { SecurityOptions, WritablePath } from './model/security';
export type { ShutdownOptions } from './model/shutdown';
export type { SidecarOptions } from './model/sidecar';
export type { LatencyObjective, SloOptions } from './model/slo';
export { type Tier, type TierDefaults, tiers } from './model/tiers';
export type { Propagator, SpanMetricsOptions, TracingOptions } from './model/tracing';
export type { CpuLike, DurationLike, SizeLike } from './model/units';
export type { Waiver } from './model/waiver';
export type { ImageBuild, PromotionOptions, WorkflowOptions } from './model/workflows';
export type { ObjectWaiver } from './policies/objects/waivers';
export { policyFiles } from './policy-files';
