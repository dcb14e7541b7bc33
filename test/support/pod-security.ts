import { isRecord, type Json, record, records, text } from './manifest';

interface Part {
  readonly path: string;
  readonly fields: Json;
}

const CONTAINER_LISTS = ['containers', 'initContainers', 'ephemeralContainers'];
const HANDLERS = ['livenessProbe', 'readinessProbe', 'startupProbe', 'lifecycle.postStart', 'lifecycle.preStop'];
const SELINUX_TYPES = ['container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t'];
const SYSCTLS = new Set([
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range',
  'net.ipv4.ip_local_reserved_ports',
  'net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range',
  'net.ipv4.tcp_fin_timeout',
  'net.ipv4.tcp_keepalive_intvl',
  'net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time',
  'net.ipv4.tcp_rmem',
  'net.ipv4.tcp_syncookies',
  'net.ipv4.tcp_wmem',
]);
const VOLUME_SOURCES = new Set([
  'configMap',
  'csi',
  'downwardAPI',
  'emptyDir',
  'ephemeral',
  'persistentVolumeClaim',
  'projected',
  'secret',
]);

function at(value: unknown, path: string): unknown {
  return path.split('.').reduce((part, key) => record(part)[key], value);
}

/** One message when a field holds something else than the listed values; undefined has to be listed to be allowed. */
function unless(part: Part, field: string, allowed: readonly unknown[]): string[] {
  const value = at(part.fields, field) ?? undefined;
  return allowed.includes(value) ? [] : [`${part.path}${field} must not be ${JSON.stringify(value) ?? 'unset'}`];
}

function containersOf(podSpec: Json): Part[] {
  return CONTAINER_LISTS.flatMap((list) =>
    records(podSpec[list]).map((fields, index) => ({ path: `${list}[${index}].`, fields })),
  );
}

/** What the pod's and each container's securityContext may set, by the same rules. */
function sharedContextProblems(part: Part): string[] {
  const context = (field: string, allowed: readonly unknown[]): string[] =>
    unless(part, `securityContext.${field}`, [undefined, ...allowed]);
  return [
    ...context('windowsOptions.hostProcess', [false]),
    ...context('appArmorProfile.type', ['RuntimeDefault', 'Localhost']),
    ...context('seLinuxOptions.type', ['', ...SELINUX_TYPES]),
    ...context('seLinuxOptions.user', ['']),
    ...context('seLinuxOptions.role', ['']),
    ...context('seccompProfile.type', ['RuntimeDefault', 'Localhost']),
    ...context('runAsNonRoot', [true]),
    ...(at(part.fields, 'securityContext.runAsUser') === 0
      ? [`${part.path}securityContext.runAsUser must not be 0`]
      : []),
  ];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.map(String) : [];
}

function capabilityProblems(container: Part): string[] {
  const field = 'securityContext.capabilities';
  const { add, drop } = record(at(container.fields, field));
  const added = strings(add).filter((name) => name !== 'NET_BIND_SERVICE');
  return [
    ...(strings(drop).includes('ALL') ? [] : [`${container.path}${field}.drop must include ALL`]),
    ...added.map((name) => `${container.path}${field}.add must not include ${name}`),
  ];
}

function hostPortProblems(container: Part): string[] {
  return records(container.fields.ports).flatMap((fields, index) =>
    unless({ path: `${container.path}ports[${index}].`, fields }, 'hostPort', [undefined, 0]),
  );
}

function handlerProblems(container: Part): string[] {
  const hosts = HANDLERS.flatMap((handler) => [`${handler}.httpGet.host`, `${handler}.tcpSocket.host`]);
  return hosts.flatMap((field) => unless(container, field, [undefined, '']));
}

function containerProblems(container: Part): string[] {
  return [
    ...sharedContextProblems(container),
    ...unless(container, 'securityContext.privileged', [undefined, false]),
    ...unless(container, 'securityContext.procMount', [undefined, 'Default']),
    ...unless(container, 'securityContext.allowPrivilegeEscalation', [false]),
    ...capabilityProblems(container),
    ...hostPortProblems(container),
    ...handlerProblems(container),
  ];
}

/** Fields that the pod sets for every container, or else every container for itself. */
function inheritedProblems(pod: Part, containers: readonly Part[]): string[] {
  return ['securityContext.runAsNonRoot', 'securityContext.seccompProfile.type'].flatMap((field) =>
    (at(pod.fields, field) ?? undefined) === undefined
      ? containers
          .filter(({ fields }) => (at(fields, field) ?? undefined) === undefined)
          .map(({ path }) => `${path}${field} must not be unset, here or on the pod`)
      : [],
  );
}

function volumeProblems(podSpec: Json): string[] {
  return records(podSpec.volumes).flatMap((volume, index) => {
    const sources = Object.keys(volume).filter((key) => key !== 'name' && volume[key] !== undefined);
    const name = text(volume.name) || index;
    // The API server would quietly make it an emptyDir; the standard wants the source to be set.
    return sources.length === 0
      ? [`volumes[${name}] must have a source`]
      : sources
          .filter((source) => !VOLUME_SOURCES.has(source))
          .map((source) => `volumes[${name}] must not be ${source}`);
  });
}

function podProblems(pod: Part): string[] {
  const sysctls = records(at(pod.fields, 'securityContext.sysctls')).map(({ name }) => String(name));
  return [
    ...['hostNetwork', 'hostPID', 'hostIPC'].flatMap((field) => unless(pod, field, [undefined, false])),
    ...sharedContextProblems(pod),
    ...sysctls.filter((name) => !SYSCTLS.has(name)).map((name) => `securityContext.sysctls must not include ${name}`),
    ...volumeProblems(pod.fields),
  ];
}

/**
 * What the Pod Security Standard *restricted* (newest version, baseline included) has against the spec of a Linux pod.
 * It takes no exceptions for Windows pods or for `hostUsers: false`.
 */
export function restrictedProblems(podSpec: unknown): string[] {
  const pod = { path: '', fields: record(podSpec) };
  const containers = containersOf(pod.fields);
  if (!isRecord(podSpec) || containers.length === 0) {
    // A spec read from the wrong place would otherwise pass every check.
    return ['the pod has no containers'];
  }
  return [...podProblems(pod), ...containers.flatMap(containerProblems), ...inheritedProblems(pod, containers)];
}
