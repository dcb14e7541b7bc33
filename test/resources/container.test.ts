import { resolvePorts } from '../../lib/model/ports';
import type { ProbeAction } from '../../lib/model/probes';
import { resolveResources } from '../../lib/model/resources';
import { resolveSecurity } from '../../lib/model/security';
import { containerPorts, probe, resourceRequirements, securityContext } from '../../lib/resources/container';
import { resolved } from '../support/testing';

test('requests and limits are written in Kubernetes’ units', () => {
  const figures = { cpu: '250m', cpuLimit: '2', memory: '1.5Gi', memoryLimit: '2Gi', ephemeralStorage: '1Gi' };
  expect(resourceRequirements(resolved((issues) => resolveResources(figures, true, issues)))).toEqual({
    requests: { cpu: '250m', memory: '1536Mi', 'ephemeral-storage': '1Gi' },
    limits: { cpu: '2', memory: '2Gi', 'ephemeral-storage': '1Gi' },
  });
});

test('a container without a CPU limit has none', () => {
  const { limits } = resourceRequirements(resolved((issues) => resolveResources('s', false, issues)));
  expect(limits).toEqual({ memory: '128Mi', 'ephemeral-storage': '256Mi' });
});

test('a container may do nothing that Pod Security restricted forbids, and write nowhere', () => {
  expect(securityContext(resolved((issues) => resolveSecurity({}, [], issues)))).toEqual({
    runAsNonRoot: true,
    runAsUser: 10_001,
    runAsGroup: 10_001,
    allowPrivilegeEscalation: false,
    privileged: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
    seccompProfile: { type: 'RuntimeDefault' },
  });
});

test('what it is allowed is all that differs', () => {
  const options = { user: 5, group: 6, bindPrivilegedPorts: true };
  expect(securityContext(resolved((issues) => resolveSecurity(options, [], issues)))).toMatchObject({
    runAsUser: 5,
    runAsGroup: 6,
    capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
  });
});

test('ports are named, and their transport is said', () => {
  const dns = { containerPort: 5353, protocol: 'udp' } as const;
  expect(containerPorts(resolved((issues) => resolvePorts({ http: 8080, dns }, issues)))).toEqual([
    { name: 'http', containerPort: 8080, protocol: 'TCP' },
    { name: 'dns', containerPort: 5353, protocol: 'UDP' },
  ]);
});

test.each<readonly [ProbeAction, object]>([
  [{ http: '/up', port: 'http' }, { httpGet: { path: '/up', port: 'http' } }],
  [{ http: '/up', port: 'web', tls: true }, { httpGet: { path: '/up', port: 'web', scheme: 'HTTPS' } }],
  [{ grpc: '', port: 9090 }, { grpc: { port: 9090 } }],
  [{ grpc: 'shop.Users', port: 9090 }, { grpc: { port: 9090, service: 'shop.Users' } }],
  [{ tcp: 'http' }, { tcpSocket: { port: 'http' } }],
  [{ exec: ['a', 'b'] }, { exec: { command: ['a', 'b'] } }],
])('a probe of %j is written %j', (action, handler) => {
  expect(probe({ action, periodSeconds: 1, timeoutSeconds: 2, failureThreshold: 3 })).toEqual({
    ...handler,
    periodSeconds: 1,
    timeoutSeconds: 2,
    failureThreshold: 3,
  });
});
