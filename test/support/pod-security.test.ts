import { restrictedProblems } from './pod-security';

type Fields = Record<string, unknown>;

const SAFE_CONTEXT = { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } };

function container(patch: Fields = {}, context: Fields = {}): Fields {
  return { name: 'it', image: 'it', securityContext: { ...SAFE_CONTEXT, ...context }, ...patch };
}

function pod(patch: Fields = {}, context: Fields = {}): Fields {
  return {
    containers: [container()],
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' }, ...context },
    ...patch,
  };
}

const VOLUMES = 'configMap csi downwardAPI emptyDir ephemeral persistentVolumeClaim projected secret';
const SYSCTLS = [
  'kernel.shm_rmid_forced',
  'net.ipv4.ip_local_port_range net.ipv4.ip_local_reserved_ports net.ipv4.ip_unprivileged_port_start',
  'net.ipv4.ping_group_range net.ipv4.tcp_fin_timeout net.ipv4.tcp_keepalive_intvl net.ipv4.tcp_keepalive_probes',
  'net.ipv4.tcp_keepalive_time net.ipv4.tcp_rmem net.ipv4.tcp_syncookies net.ipv4.tcp_wmem',
].join(' ');

describe('a restricted pod', () => {
  test.each<[string, Fields]>([
    ['has the least it must have', pod()],
    [
      'may bind low ports',
      pod({ containers: [container({}, { capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] } })] }),
    ],
    ['may say what is the default', pod({ hostNetwork: false, hostPID: false, hostIPC: false, hostUsers: true })],
    ['may use a seccomp profile of its own', pod({}, { seccompProfile: { type: 'Localhost', localhostProfile: 'a' } })],
    ['may use the allowed volumes', pod({ volumes: VOLUMES.split(' ').map((type) => ({ name: 'a', [type]: {} })) })],
    ['may set safe sysctls', pod({}, { sysctls: SYSCTLS.split(' ').map((name) => ({ name, value: '1' })) })],
    ['may use an AppArmor profile of its own', pod({}, { appArmorProfile: { type: 'Localhost' } })],
    ['may run as a user other than root', pod({}, { runAsUser: 10001 })],
    [
      'may set AppArmor and SELinux to what containers get',
      pod(
        {},
        {
          appArmorProfile: { type: 'RuntimeDefault' },
          seLinuxOptions: { type: 'container_t', user: '', role: '', level: 's0' },
        },
      ),
    ],
    [
      'may ask a probe of its own address',
      pod({ containers: [container({ livenessProbe: { httpGet: { port: 1, host: '' } } })] }),
    ],
    [
      'may leave the user and seccomp to its containers',
      { containers: [container({}, { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } })] },
    ],
  ])('%s', (_, spec) => {
    expect(restrictedProblems(spec)).toEqual([]);
  });

  test.each<[string, Fields]>([
    ['hostNetwork must not be true', pod({ hostNetwork: true })],
    ['hostPID must not be true', pod({ hostPID: true })],
    ['hostIPC must not be true', pod({ hostIPC: true })],
    ['securityContext.windowsOptions.hostProcess must not be true', pod({}, { windowsOptions: { hostProcess: true } })],
    [
      'securityContext.appArmorProfile.type must not be "Unconfined"',
      pod({}, { appArmorProfile: { type: 'Unconfined' } }),
    ],
    ['securityContext.seLinuxOptions.type must not be "spc_t"', pod({}, { seLinuxOptions: { type: 'spc_t' } })],
    ['securityContext.seLinuxOptions.user must not be "root"', pod({}, { seLinuxOptions: { user: 'root' } })],
    ['securityContext.seLinuxOptions.role must not be "sysadm_r"', pod({}, { seLinuxOptions: { role: 'sysadm_r' } })],
    [
      'securityContext.seccompProfile.type must not be "Unconfined"',
      pod({}, { seccompProfile: { type: 'Unconfined' } }),
    ],
    ['securityContext.runAsNonRoot must not be false', pod({}, { runAsNonRoot: false })],
    ['securityContext.runAsUser must not be 0', pod({}, { runAsUser: 0 })],
    ['securityContext.sysctls must not include kernel.msgmax', pod({}, { sysctls: [{ name: 'kernel.msgmax' }] })],
    ['volumes[a] must not be hostPath', pod({ volumes: [{ name: 'a', hostPath: { path: '/' } }] })],
    ['volumes[a] must not be nfs', pod({ volumes: [{ name: 'a', nfs: {} }] })],
    ['volumes[a] must have a source', pod({ volumes: [{ name: 'a' }] })],
    ['the pod has no containers', pod({ containers: [] })],
  ])('is told: %s', (problem, spec) => {
    expect(restrictedProblems(spec)).toEqual([problem]);
  });

  test('inherits nothing from a pod that sets neither user nor seccomp', () => {
    expect(restrictedProblems({ containers: [container()] })).toEqual([
      'containers[0].securityContext.runAsNonRoot must not be unset, here or on the pod',
      'containers[0].securityContext.seccompProfile.type must not be unset, here or on the pod',
    ]);
  });
});

describe.each(['containers', 'initContainers', 'ephemeralContainers'])('each of the %s', (list) => {
  const handlers = ['livenessProbe', 'readinessProbe', 'startupProbe'];

  test.each<[string, Fields, Fields]>([
    ['privileged must not be true', {}, { privileged: true }],
    ['procMount must not be "Unmasked"', {}, { procMount: 'Unmasked' }],
    ['allowPrivilegeEscalation must not be true', {}, { allowPrivilegeEscalation: true }],
    ['allowPrivilegeEscalation must not be unset', {}, { allowPrivilegeEscalation: undefined }],
    ['capabilities.drop must include ALL', {}, { capabilities: undefined }],
    ['capabilities.drop must include ALL', {}, { capabilities: { drop: ['NET_RAW'] } }],
    ['capabilities.add must not include CHOWN', {}, { capabilities: { drop: ['ALL'], add: ['CHOWN'] } }],
    ['runAsNonRoot must not be false', {}, { runAsNonRoot: false }],
    ['runAsUser must not be 0', {}, { runAsUser: 0 }],
    ['seccompProfile.type must not be "Unconfined"', {}, { seccompProfile: { type: 'Unconfined' } }],
    ['appArmorProfile.type must not be "Unconfined"', {}, { appArmorProfile: { type: 'Unconfined' } }],
    ['seLinuxOptions.type must not be "spc_t"', {}, { seLinuxOptions: { type: 'spc_t' } }],
    ['windowsOptions.hostProcess must not be true', {}, { windowsOptions: { hostProcess: true } }],
  ])('is told: securityContext.%s', (problem, patch, context) => {
    const others = list === 'containers' ? [] : [container()];
    const spec = pod({ containers: others, [list]: [container(), container(patch, context)] });
    expect(restrictedProblems(spec)).toEqual([`${list}[1].securityContext.${problem}`]);
  });

  test('must not take a port of the node', () => {
    const spec = pod({ [list]: [container({ ports: [{ containerPort: 80 }, { containerPort: 81, hostPort: 81 }] })] });
    expect(restrictedProblems(spec)).toEqual([`${list}[0].ports[1].hostPort must not be 81`]);
  });

  test.each(handlers)('must not send its %s to another host', (handler) => {
    const patch = { [handler]: { httpGet: { port: 1, host: '10.0.0.1' } } };
    expect(restrictedProblems(pod({ [list]: [container(patch)] }))).toEqual([
      `${list}[0].${handler}.httpGet.host must not be "10.0.0.1"`,
    ]);
  });

  test.each(['postStart', 'preStop'])('must not send its %s hook to another host', (hook) => {
    const patch = { lifecycle: { [hook]: { tcpSocket: { port: 1, host: '10.0.0.1' } } } };
    expect(restrictedProblems(pod({ [list]: [container(patch)] }))).toEqual([
      `${list}[0].lifecycle.${hook}.tcpSocket.host must not be "10.0.0.1"`,
    ]);
  });
});

test('something that is no pod spec is a problem', () => {
  expect(restrictedProblems(undefined)).toEqual(['the pod has no containers']);
  expect(restrictedProblems({ kind: 'Deployment', spec: {} })).toEqual(['the pod has no containers']);
});
