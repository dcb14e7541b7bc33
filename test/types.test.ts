import {
  type ConfigAs,
  type ConsumeOptions,
  Environment,
  type EnvironmentProps,
  External,
  type ExternalProps,
  type GroupAccess,
  type IngressOptions,
  type Isolation,
  KafkaTopic,
  type Mesh,
  Microservice,
  type MicroserviceProps,
  type PortOptions,
  type Probe,
  type ResourceOptions,
  type Routing,
  type SecretSource,
  type SecretsAs,
  type SecurityOptions,
  type TierChoice,
  tiers,
  type UpstreamOptions,
} from 'cdk8s-fairway';
import { environment, platform, users } from './support/testing';

/** What must not compile. tsc is the test: an expected error that is none is an error itself. Nothing of it runs. */
function doesNotCompile(_what: string, _programs: () => unknown): void {}

const service: MicroserviceProps = { image: 'users:1' };
const controller = { namespace: 'ingress-nginx' };

doesNotCompile('a service without an image, or with what is no prop', () => [
  // @ts-expect-error: image is missing
  (): MicroserviceProps => ({}),
  // @ts-expect-error: replicas are a number
  (): MicroserviceProps => ({ ...service, replicas: '3' }),
  // @ts-expect-error: no such size
  (): MicroserviceProps => ({ ...service, resources: 'xxl' }),
  // @ts-expect-error: no such prop
  (): MicroserviceProps => ({ ...service, replica: 3 }),
  // @ts-expect-error: a name is no service
  (): MicroserviceProps => ({ ...service, upstreams: ['users'] }),
  // @ts-expect-error: a range has two ends
  (): MicroserviceProps => ({ ...service, replicas: { min: 2 } }),
  // @ts-expect-error: labels are text
  (): MicroserviceProps => ({ ...service, labels: { a: 1 } }),
  // @ts-expect-error: registration is asked for or not said
  (): MicroserviceProps => ({ ...service, consul: false }),
]);

doesNotCompile('live reload of variables', () => [
  // @ts-expect-error: a program's variables never change
  (): ConfigAs => ({ as: 'env', reload: 'live' }),
  // @ts-expect-error: variables stand in no folder
  (): ConfigAs => ({ as: 'env', path: '/etc/config' }),
  // @ts-expect-error: variables stand in no folder
  (): SecretsAs => ({ as: 'env', path: '/etc/secrets' }),
]);

doesNotCompile('configuration that is not plain', () => [
  // @ts-expect-error: a value is one value
  (): MicroserviceProps => ({ ...service, config: { A: ['b'] } }),
  // @ts-expect-error: nothing is no value
  (): MicroserviceProps => ({ ...service, config: { A: null } }),
]);

doesNotCompile('a secret from nowhere', () => [
  // @ts-expect-error: a value in clear must say so
  (): SecretSource => 'hunter2',
  // @ts-expect-error: an existing Secret has keys
  (): SecretSource => ({ existingSecret: 'db' }),
  // @ts-expect-error: a property is one of a key
  (): SecretSource => ({ property: 'password' }),
]);

doesNotCompile('more rights than Pod Security restricted gives', () => [
  // @ts-expect-error: there is one capability, by another name
  (): SecurityOptions => ({ addCapabilities: ['NET_ADMIN'] }),
  // @ts-expect-error: no container is privileged
  (): SecurityOptions => ({ privileged: true }),
  // @ts-expect-error: a writable root has a reason
  (): SecurityOptions => ({ writableRoot: true }),
  // @ts-expect-error: a folder is on disk or in memory
  (): SecurityOptions => ({ writablePaths: [{ path: '/a', medium: 'HugePages' }] }),
]);

doesNotCompile('a port, probe or figure that is none', () => [
  // @ts-expect-error: a port has a number
  (): PortOptions => ({ port: 80 }),
  // @ts-expect-error: no such protocol
  (): PortOptions => ({ containerPort: 80, protocol: 'https' }),
  // @ts-expect-error: a probe asks something
  (): Probe => ({ port: 'http' }),
  // @ts-expect-error: a time is a Duration, not a number of who knows what
  (): Probe => ({ http: '/', period: 5 }),
  // @ts-expect-error: a command is a list
  (): Probe => ({ exec: 'true' }),
  // @ts-expect-error: exact figures are CPU and memory
  (): ResourceOptions => ({ cpu: '1' }),
  // @ts-expect-error: an amount has a unit
  (): ResourceOptions => ({ cpu: '1', memory: 256 }),
  // @ts-expect-error: no such way to compare
  (): IngressOptions => ({ pathType: 'Regex' }),
]);

doesNotCompile('a way in without a word on TLS', () => [
  // @ts-expect-error: tls is missing
  (): Routing => ({ kind: 'ingress', ingressClassName: 'nginx', controller }),
  // @ts-expect-error: tls is missing
  (): Routing => ({ kind: 'gateway', gatewayClassName: 'envoy', controller }),
  // @ts-expect-error: a shared Gateway's TLS is its owner's
  (): Routing => ({ kind: 'shared-gateway', gateway: { name: 'a', namespace: 'b' }, controller, tls: 'none' }),
  // @ts-expect-error: controller is missing
  (): Routing => ({ kind: 'ingress', ingressClassName: 'nginx', tls: 'none' }),
]);

doesNotCompile('an environment without a tier, or half described', () => [
  // @ts-expect-error: a tier's fields are missing
  (): EnvironmentProps => ({}),
  // @ts-expect-error: no such tier
  (): EnvironmentProps => ({ ...tiers.dev, tier: 'test' }),
  // @ts-expect-error: Consul's agents are missing
  (): EnvironmentProps => ({ ...tiers.dev, consul: { nodeCidrs: [] } }),
  // @ts-expect-error: Kafka's credentials are missing
  (): EnvironmentProps => ({ ...tiers.dev, kafka: { cluster: 'main', namespace: 'kafka' } }),
  // @ts-expect-error: a waiver has a last day
  (): EnvironmentProps => ({ ...tiers.dev, waivers: [{ rule: 'deep-chain', reason: 'x', owner: 'shop' }] }),
  // @ts-expect-error: nodes are chosen by labels
  (): Isolation => ({ nodes: {} }),
  // @ts-expect-error: Kubernetes' own roles are three
  (): GroupAccess => ({ group: 'ops', role: 'cluster-admin' }),
  // @ts-expect-error: only Istio's control plane has a usual place
  (): Mesh => ({ kind: 'consul' }),
]);

doesNotCompile('an edge to what is none', () => [
  // @ts-expect-error: a topic is not called
  (topic: KafkaTopic): UpstreamOptions => ({ service: topic }),
  // @ts-expect-error: a service is not produced
  () => users().addProduces(users()),
  // @ts-expect-error: a service is not consumed
  (): ConsumeOptions => ({ topic: users() }),
  // @ts-expect-error: host is missing
  (): ExternalProps => ({ cidrs: [] }),
]);

doesNotCompile('a choice that leaves a tier out', () => [
  // @ts-expect-error: staging is missing, and so is a default
  (): TierChoice<number> => ({ dev: 1, prod: 2 }),
  // @ts-expect-error: no such tier
  () => environment().select({ test: 1, default: 2 }),
]);

test('what must compile does', () => {
  const dev = environment({ ...platform, fqdnPolicies: 'cilium' });
  const topic = new KafkaTopic(dev, 'events');
  const external = new External(dev, 'stripe', { host: 'api.stripe.com' });
  const props: MicroserviceProps = { image: 'users:1', upstreams: [external], consumes: [topic], produces: [topic] };
  const chosen: number = dev.select({ prod: 3, default: 1 });
  expect(new Microservice(dev, 'users', { ...props, replicas: chosen })).toBeInstanceOf(Microservice);
  expect(Environment.of(topic)).toBe(dev);
});
