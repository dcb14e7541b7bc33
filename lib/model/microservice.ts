import { checkRunbook } from './alerting';
import { checkTls } from './certificates';
import { type ConfigAs, type ConfigValues, type ResolvedConfig, resolveConfig } from './config';
import type { ConsulRegistrationOptions, ResolvedRegistration } from './consul';
import type { ResolvedEnvironment } from './environment';
import { checkImage, imageVersion } from './image';
import { lockedImage } from './images-lock';
import type { IngressOptions, ResolvedIngress } from './ingress';
import type { Issues } from './issue';
import { checkLabels, type Labels, recommendedLabels, selectorLabels } from './labels';
import type { MetricsOptions, ResolvedMetrics } from './monitoring';
import { type ObjectNames, type ResolvedNames, resolveNames } from './object-names';
import { platformPorts, resolveOutward } from './outward';
import { checkPortCollisions, METRICS_PORT, type Ports, type ResolvedPort, resolvePorts } from './ports';
import { type ProbeOptions, type ResolvedProbes, resolveProbes } from './probes';
import { type ResolvedCanary, resolveRelease } from './release';
import { type ResolvedResources, type ResourceOptions, type ResourceSize, resolveResources } from './resources';
import { type Replicas, type ResolvedScaling, resolveScaling } from './scaling';
import { type ResolvedSecrets, resolveSecrets, type Secrets, type SecretsAs } from './secrets';
import { type ResolvedSecurity, resolveSecurity, type SecurityOptions } from './security';
import { type ResolvedShutdown, resolveShutdown, type ShutdownOptions } from './shutdown';
import { type ResolvedSidecar, resolveSidecars, type SidecarOptions } from './sidecar';
import type { ResolvedSlo, SloOptions } from './slo';

/** What a microservice is by itself; whom it talks to is in `MicroserviceProps`. */
export interface MicroserviceOptions {
  /** The image with its tag or digest, of which the environment's rule decides; in an environment with a lock, without. */
  readonly image: string;
  /**
   * Ports by name. The names `http…`, `grpc…` and `metrics` say what is spoken.
   * @default - none: a worker, without a Service
   */
  readonly ports?: Ports;
  /** @default - none */
  readonly config?: ConfigValues;
  /** @default - environment variables, `reload: 'rollout'` */
  readonly configAs?: ConfigAs;
  /** @default - none */
  readonly secrets?: Secrets;
  /** @default - files under /etc/secrets */
  readonly secretsAs?: SecretsAs;
  /** @default - not reachable from outside */
  readonly ingress?: IngressOptions;
  /** @default - the environment's `replicas` */
  readonly replicas?: Replicas;
  /** @default - the environment's `resources` */
  readonly resources?: ResourceSize | ResourceOptions;
  /** @default - by the protocol of its ports */
  readonly probes?: ProbeOptions;
  /** @default - 10 s of drain for a service with ports, 30 s for the last request */
  readonly shutdown?: ShutdownOptions;
  /** @default - user 10001, read-only file system, no capability */
  readonly security?: SecurityOptions;
  /** @default - the port named `metrics`, if there is one */
  readonly metrics?: MetricsOptions;
  /**
   * What it promises its callers: alerts tell when the promise is in danger.
   * @default - nothing: it is called about when it fails more than 5 % of its requests for 5 minutes
   */
  readonly slo?: SloOptions;
  /**
   * Web address of what to do when it is called about; every alert links to it.
   * @default - none
   */
  readonly runbook?: string;
  /**
   * Whether it sends spans to the environment's collector.
   * @default - true, where the environment has one
   */
  readonly tracing?: boolean;
  /**
   * Registration with Consul; `true` for all defaults.
   * @default - not registered
   */
  readonly consul?: ConsulRegistrationOptions | true;
  /** @default - none */
  readonly sidecars?: Readonly<Record<string, SidecarOptions>>;
  /** @default - the image's entrypoint */
  readonly command?: readonly string[];
  /** @default - the image's arguments */
  readonly args?: readonly string[];
  /** @default - the environment's owner */
  readonly owner?: string;
  /** Labels of its objects and pods, beside the recommended ones. @default - none */
  readonly labels?: Labels;
  /** @default - all derived from the construct's id */
  readonly names?: ObjectNames;
}

/** A microservice with nothing left undecided: every object of it is a pure function of this. */
export interface ResolvedMicroservice {
  readonly name: string;
  readonly namespace: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly names: ResolvedNames;
  readonly labels: Labels;
  /** The image's tag, else its digest's first digits. */
  readonly version: string;
  readonly selector: Labels;
  /** Ports of the main container. */
  readonly ports: readonly ResolvedPort[];
  /** Ports that others may call: those of the main container and of the sidecars, without `metrics`. */
  readonly servingPorts: readonly ResolvedPort[];
  readonly config: ResolvedConfig;
  readonly secrets: ResolvedSecrets;
  readonly scaling: ResolvedScaling;
  readonly resources: ResolvedResources;
  readonly probes: ResolvedProbes;
  readonly shutdown: ResolvedShutdown;
  readonly security: ResolvedSecurity;
  readonly sidecars: readonly ResolvedSidecar[];
  readonly ingress?: ResolvedIngress;
  readonly metrics?: ResolvedMetrics;
  readonly slo?: ResolvedSlo;
  readonly runbook: string | undefined;
  readonly registration?: ResolvedRegistration;
  readonly traced: boolean;
  /** Present: Argo Rollouts releases it, and judges each new version by its requests. */
  readonly canary?: ResolvedCanary;
}

export interface Place {
  readonly id: string;
  /** The system it belongs to, for the label `app.kubernetes.io/part-of`. */
  readonly partOf: string;
  readonly environment: ResolvedEnvironment;
}

export function resolveMicroservice(given: MicroserviceOptions, place: Place, issues: Issues): ResolvedMicroservice {
  const { id, environment } = place;
  const options = { ...given, image: lockedImage(given.image, place, issues) };
  const here = environment.services[id] ?? {};
  const ports = resolvePorts(options.ports ?? {}, issues);
  const sidecars = resolveSidecars(options.sidecars ?? {}, environment, issues);
  const podPorts = [...ports, ...sidecars.flatMap((sidecar) => sidecar.ports)];
  const servingPorts = podPorts.filter(({ name }) => name !== METRICS_PORT);
  const config = resolveConfig(
    {
      platform: environment.platformConfig,
      environment: environment.config,
      service: options.config,
      'service-in-environment': here.config,
    },
    options.configAs,
    issues,
  );
  const secrets = resolveSecrets(
    options.secrets ?? {},
    options.secretsAs,
    { literalsAllowed: environment.secretLiterals, hasStore: environment.secretStore !== undefined },
    issues,
  );
  const scaling = resolveScaling(here.replicas ?? options.replicas ?? environment.replicas, issues);
  const own = resolveOwn(options, environment, ports, issues);
  const outward = resolveOutward(options, place, { podPorts, servingPorts, ...own }, issues);
  const names = resolveNames(id, options.names ?? {}, { config, secrets, sidecars }, issues);
  checkPortCollisions(podPorts, issues);
  checkGovernance(options, issues);
  checkTls(ports, { certificates: environment.certificates, platform: platformPorts(outward) }, issues);
  return {
    name: id,
    namespace: environment.namespace,
    image: options.image,
    ...(options.command && { command: options.command }),
    ...(options.args && { args: options.args }),
    names,
    labels: labelsOf(options, place),
    runbook: options.runbook,
    version: imageVersion(options.image),
    selector: selectorLabels(id),
    ports,
    servingPorts,
    config,
    secrets,
    scaling,
    resources: resolveResources(
      here.resources ?? options.resources ?? environment.resources,
      environment.cpuLimits,
      issues,
    ),
    sidecars,
    ...own,
    ...outward,
    ...resolveRelease(
      { name: id, service: names.service, ports: servingPorts, scaling, ...own, ...outward },
      environment,
      issues,
    ),
  };
}

function resolveOwn(
  options: MicroserviceOptions,
  environment: ResolvedEnvironment,
  ports: readonly ResolvedPort[],
  issues: Issues,
): Pick<ResolvedMicroservice, 'probes' | 'shutdown' | 'security' | 'traced'> {
  checkImage(options.image, environment.images, issues);
  return {
    probes: resolveProbes(options.probes ?? {}, ports, issues),
    shutdown: resolveShutdown(
      options.shutdown ?? {},
      ports.some(({ name }) => name !== METRICS_PORT),
    ),
    security: resolveSecurity(options.security ?? {}, ports, issues),
    traced: environment.tracing !== undefined && (options.tracing ?? true),
  };
}

function checkGovernance({ labels, owner, runbook }: MicroserviceOptions, issues: Issues): void {
  checkLabels({ ...labels, ...(owner !== undefined && { owner }) }, issues);
  if (runbook !== undefined) checkRunbook(runbook, issues);
}

function labelsOf(options: MicroserviceOptions, { id, partOf, environment }: Place): Labels {
  const owner = options.owner ?? environment.owner;
  const recommended = recommendedLabels({
    name: id,
    environment: environment.name,
    partOf,
    ...(owner !== undefined && { owner }),
  });
  return { ...recommended, ...options.labels };
}
