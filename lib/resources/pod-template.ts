import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { IPodTemplateSpec } from 'kubernetes-models/v1/PodTemplateSpec';
import { derivedVariables } from '../model/addresses';
import { configData } from '../model/config';
import { nodePool } from '../model/isolation';
import { type Labels, VERSION_LABEL } from '../model/labels';
import { contentHash } from '../model/names';
import { type OwnVariable, ownVariables } from '../model/own-variables';
import type { ResolvedSidecar } from '../model/sidecar';
import type { ServiceView } from '../model/view';
import { overridesName } from './config-map';
import { consulSidecar, consulVolumes } from './consul-sidecar';
import { containerPorts, probe, resourceRequirements, securityContext } from './container';
import { type Mounted, mountedVolumes, writableFolders } from './volumes';

export function podTemplate(view: ServiceView): IPodTemplateSpec {
  const annotations = { ...checksums(view), ...meshAnnotations(view) };
  return {
    metadata: { labels: { ...versionedLabels(view) }, ...(Object.keys(annotations).length > 0 && { annotations }) },
    spec: podSpec(view),
  };
}

export function versionedLabels({ node: { service } }: ServiceView): Labels {
  return { ...service.labels, [VERSION_LABEL]: service.version };
}

function podSpec(view: ServiceView): IPodSpec {
  const { service } = view.node;
  const mounted = mountedVolumes(view);
  const volumes = [...mounted, ...sidecarVolumes(view)].map(({ volume }) => volume);
  const initContainers = [...service.sidecars.map(sidecarContainer), ...registrationContainers(view)];
  return {
    serviceAccountName: service.name,
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    terminationGracePeriodSeconds: service.shutdown.graceSeconds,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: service.security.user,
      runAsGroup: service.security.group,
      fsGroup: service.security.group,
      seccompProfile: { type: 'RuntimeDefault' },
      ...lowPorts(view),
    },
    ...placement(view),
    ...(initContainers.length > 0 && { initContainers }),
    containers: [mainContainer(view, mounted)],
    ...(volumes.length > 0 && { volumes }),
  };
}

/**
 * The capability alone helps only a program whose file carries it too: behind a script, or without setcap, the kernel
 * still refuses the port. This sysctl is the pod's own and on Pod Security's list of safe ones.
 */
function lowPorts({ node: { service } }: ServiceView): Pick<NonNullable<IPodSpec['securityContext']>, 'sysctls'> {
  const wanted = [service.security, ...service.sidecars.map(({ security }) => security)];
  if (!wanted.some(({ bindPrivilegedPorts }) => bindPrivilegedPorts)) return {};
  return { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }] };
}

function mainContainer(view: ServiceView, mounted: readonly Mounted[]): IContainer {
  const { service } = view.node;
  const { readiness, liveness, startup } = service.probes;
  const { drainSeconds } = service.shutdown;
  const env = environmentVariables(view);
  const envFrom = environmentSources(view);
  return {
    name: service.names.container,
    image: service.image,
    imagePullPolicy: 'Always',
    ...(service.command && { command: [...service.command] }),
    ...(service.args && { args: [...service.args] }),
    ...(service.ports.length > 0 && { ports: containerPorts(service.ports) }),
    ...(env.length > 0 && { env }),
    ...(envFrom.length > 0 && { envFrom }),
    ...(startup && { startupProbe: probe(startup) }),
    ...(readiness && { readinessProbe: probe(readiness) }),
    ...(liveness && { livenessProbe: probe(liveness) }),
    ...(drainSeconds > 0 && { lifecycle: { preStop: { sleep: { seconds: drainSeconds } } } }),
    resources: resourceRequirements(service.resources),
    securityContext: securityContext(service.security),
    ...(mounted.length > 0 && { volumeMounts: mounted.map(({ mount }) => mount) }),
  };
}

function environmentVariables(view: ServiceView): NonNullable<IContainer['env']> {
  const { node, graph, environment } = view;
  const { secrets } = node.service;
  const existing = secrets.as === 'env' ? secrets.existing : [];
  return [
    ...ownVariables(node.service, environment).map(ownVariable),
    ...derivedVariables(node, graph, environment.kafka).map(({ name, value }) => ({ name, value })),
    ...existing.map(({ name, secret, key }) => ({ name, valueFrom: { secretKeyRef: { name: secret, key } } })),
  ];
}

function ownVariable(variable: OwnVariable): NonNullable<IContainer['env']>[number] {
  const { name } = variable;
  if ('value' in variable) return { name, value: variable.value };
  return { name, valueFrom: { fieldRef: { fieldPath: variable.podField } } };
}

/** Later sources win, so the optional run-time override stands behind the configuration, and no override hides a secret. */
function environmentSources({ node: { service } }: ServiceView): NonNullable<IContainer['envFrom']> {
  const { config, secrets, names } = service;
  const configured = config.as === 'env' && config.entries.length > 0;
  const literals = secrets.as === 'env' && secrets.literals.length > 0;
  const stored = secrets.as === 'env' && secrets.store.length > 0;
  return [
    ...(configured
      ? [
          { configMapRef: { name: names.configMap } },
          { configMapRef: { name: overridesName(service.name), optional: true } },
        ]
      : []),
    ...(stored ? [{ secretRef: { name: names.secret } }] : []),
    ...(literals ? [{ secretRef: { name: names.literalSecret } }] : []),
  ];
}

/** Content under a fixed name rolls the pods by its hash. */
function checksums({ node: { service } }: ServiceView): Record<string, string> {
  const { config, secrets } = service;
  const literals = Object.fromEntries(secrets.literals.map(({ name, value }) => [name, value]));
  return {
    ...(config.reload === 'restart' &&
      config.entries.length > 0 && { 'checksum/config': contentHash(configData(config)) }),
    ...(secrets.as === 'env' && secrets.literals.length > 0 && { 'checksum/secrets': contentHash(literals) }),
  };
}

function meshAnnotations({ environment: { mesh } }: ServiceView): Record<string, string> {
  return mesh?.kind === 'consul' ? { 'consul.hashicorp.com/connect-inject': 'true' } : {};
}

function registrationContainers(view: ServiceView): IContainer[] {
  const { registration } = view.node.service;
  const { consul } = view.environment;
  return registration && consul ? [consulSidecar(view, consul, registration)] : [];
}

/** A native sidecar: it starts before the service and stops after it. */
function sidecarContainer(sidecar: ResolvedSidecar): IContainer {
  const folders = writableFolders(sidecar.name, sidecar.security);
  const env = Object.entries(sidecar.env).map(([name, value]) => ({ name, value }));
  return {
    name: sidecar.name,
    image: sidecar.image,
    imagePullPolicy: 'Always',
    restartPolicy: 'Always',
    ...(sidecar.command && { command: [...sidecar.command] }),
    ...(sidecar.args && { args: [...sidecar.args] }),
    ...(sidecar.ports.length > 0 && { ports: containerPorts(sidecar.ports) }),
    ...(env.length > 0 && { env }),
    resources: resourceRequirements(sidecar.resources),
    securityContext: securityContext(sidecar.security),
    ...(folders.length > 0 && { volumeMounts: folders.map(({ mount }) => mount) }),
  };
}

function sidecarVolumes(view: ServiceView): readonly Mounted[] {
  const { service } = view.node;
  const { consul } = view.environment;
  return [
    ...service.sidecars.flatMap(({ name, security }) => writableFolders(name, security)),
    ...(service.registration && consul ? consulVolumes(consul) : []),
  ];
}

/** Where the pods run: on the environment's nodes, if it has its own, and apart from one another, if the tier says so. */
function placement({ node: { service }, environment }: ServiceView): Partial<IPodSpec> {
  const pool = nodePool(environment);
  const matchLabels = { ...service.selector };
  const spread = (topologyKey: string): NonNullable<IPodSpec['topologySpreadConstraints']>[number] => ({
    maxSkew: 1,
    topologyKey,
    whenUnsatisfiable: 'ScheduleAnyway',
    labelSelector: { matchLabels },
    matchLabelKeys: [service.canary ? 'rollouts-pod-template-hash' : 'pod-template-hash'],
  });
  return {
    ...(pool && { nodeSelector: { ...pool.nodeSelector } }),
    ...(pool?.tolerations && { tolerations: pool.tolerations.map(toleration) }),
    ...(environment.spread && {
      topologySpreadConstraints: [spread('topology.kubernetes.io/zone'), spread('kubernetes.io/hostname')],
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 100, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector: { matchLabels } } },
          ],
        },
      },
    }),
  };
}

export function toleration({ key, value, effect }: { key: string; value?: string; effect?: string }): object {
  return {
    key,
    operator: value === undefined ? 'Exists' : 'Equal',
    ...(value !== undefined && { value }),
    ...(effect !== undefined && { effect }),
  };
}
