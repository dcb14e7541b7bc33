import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IProbe } from 'kubernetes-models/v1/Probe';
import type { IResourceRequirements } from 'kubernetes-models/v1/ResourceRequirements';
import type { ISecurityContext } from 'kubernetes-models/v1/SecurityContext';
import { type ResolvedPort, transport } from '../model/ports';
import type { ResolvedProbe } from '../model/probes';
import type { ResolvedResources } from '../model/resources';
import type { ResolvedSecurity } from '../model/security';
import { formatBytes, formatCpu } from '../model/units';

type ContainerPort = NonNullable<IContainer['ports']>[number];

/** Requests and limits in Kubernetes' words. */
export function resourceRequirements(resources: ResolvedResources): IResourceRequirements {
  const storage = { 'ephemeral-storage': formatBytes(resources.ephemeralBytes) };
  return {
    requests: { cpu: formatCpu(resources.cpuMillis), memory: formatBytes(resources.memoryBytes), ...storage },
    limits: {
      ...(resources.cpuLimitMillis !== undefined && { cpu: formatCpu(resources.cpuLimitMillis) }),
      memory: formatBytes(resources.memoryLimitBytes),
      ...storage,
    },
  };
}

/** Everything that Pod Security `restricted` asks of a container, and a read-only root file system. */
export function securityContext(security: ResolvedSecurity): ISecurityContext {
  return {
    runAsNonRoot: true,
    runAsUser: security.user,
    runAsGroup: security.group,
    allowPrivilegeEscalation: false,
    privileged: false,
    readOnlyRootFilesystem: security.readOnlyRoot,
    capabilities: { drop: ['ALL'], ...(security.bindPrivilegedPorts && { add: ['NET_BIND_SERVICE'] }) },
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

export function containerPorts(ports: readonly ResolvedPort[]): ContainerPort[] {
  return ports.map((port) => ({ name: port.name, containerPort: port.containerPort, protocol: transport(port) }));
}

/** Every field written out, so that nobody has to know Kubernetes' defaults to read it. */
export function probe({ action, periodSeconds, timeoutSeconds, failureThreshold }: ResolvedProbe): IProbe {
  return { ...probeHandler(action), periodSeconds, timeoutSeconds, failureThreshold };
}

function probeHandler(action: ResolvedProbe['action']): IProbe {
  if ('http' in action) {
    return { httpGet: { path: action.http, port: action.port, ...(action.tls && { scheme: 'HTTPS' }) } };
  }
  if ('grpc' in action) return { grpc: { port: action.port, ...(action.grpc !== '' && { service: action.grpc }) } };
  if ('tcp' in action) return { tcpSocket: { port: action.tcp } };
  return { exec: { command: [...action.exec] } };
}
