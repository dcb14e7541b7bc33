import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { kubeconfigFile } from '../../cluster/harness/kubeconfig';
import type { Launch } from '../../cluster/harness/launch';
import { PAUSE } from './images';
import { PODS, REGISTRY } from './network';

export const ENFORCER = 'network-policy';
const SOCKET = '/run/network-policy.sock';
/** Where distributions put the plugins of the pods' network. */
export const PLUGIN_FOLDERS = ['/usr/lib/cni', '/opt/cni/bin', '/usr/libexec/cni'];
export const PLUGINS = ['host-local', 'loopback', 'ptp'];

export interface Runtime {
  readonly tools: string;
  /** The folder of the machine that has the plugins. */
  readonly plugins: string;
  /** Whether NetworkPolicies are enforced. */
  readonly enforcing: boolean;
}

/** Starts containerd, the registry that stands for all registries, and the enforcer of NetworkPolicies. */
export function startRuntime({ folder, start }: Launch, { tools, plugins, enforcing }: Runtime): void {
  const programs = join(folder, 'plugins');
  mkdirSync(programs);
  const ours = join(tools, ENFORCER);
  for (const program of [...PLUGINS.map((name) => join(plugins, name)), ours]) {
    symlinkSync(program, join(programs, basename(program)));
  }
  writeNetwork(join(folder, 'network'), enforcing);
  writeRegistries(join(folder, 'registries'));
  writeFileSync(join(folder, 'containerd.toml'), containerdConfig(folder));
  start('registry', [join(tools, 'registry'), `--listen=${REGISTRY}`, `--folder=${join(folder, 'registry')}`]);
  start('containerd', ['containerd', `--config=${join(folder, 'containerd.toml')}`]);
}

export function startEnforcer({ folder, start }: Launch, tools: string): void {
  const kubeconfig = `--kubeconfig=${kubeconfigFile(folder, ENFORCER)}`;
  start(ENFORCER, [join(tools, ENFORCER), kubeconfig, `--pods=${PODS}`, `--socket=${SOCKET}`]);
}

function writeNetwork(folder: string, enforcing: boolean): void {
  mkdirSync(folder);
  // Point to point, so that all traffic between pods is forwarded by the node, where the enforcer looks at it.
  const link = {
    type: 'ptp',
    ipMasq: false,
    ipam: { type: 'host-local', ranges: [[{ subnet: PODS }]], routes: [{ dst: '0.0.0.0/0' }] },
  };
  const plugins = [link, ...(enforcing ? [{ type: ENFORCER, socket: SOCKET }] : [])];
  writeFileSync(join(folder, '10-pods.conflist'), JSON.stringify({ cniVersion: '1.0.0', name: 'pods', plugins }));
}

function writeRegistries(folder: string): void {
  const all = join(folder, '_default');
  mkdirSync(all, { recursive: true });
  // As the server too: nothing is asked for anywhere else.
  const lines = [`server = "http://${REGISTRY}"`, `[host."http://${REGISTRY}"]`, 'capabilities = ["pull", "resolve"]'];
  writeFileSync(join(all, 'hosts.toml'), `${lines.join('\n')}\n`);
}

function containerdConfig(folder: string): string {
  const cri = 'plugins."io.containerd.grpc.v1.cri"';
  return `version = 2
root = "${join(folder, 'containerd')}"
state = "/run/containerd"
disabled_plugins = [
  "io.containerd.snapshotter.v1.aufs",
  "io.containerd.snapshotter.v1.btrfs",
  "io.containerd.snapshotter.v1.devmapper",
  "io.containerd.snapshotter.v1.zfs",
]

[${cri}]
  sandbox_image = "${PAUSE}"
  disable_apparmor = true
  # Without CAP_SYS_RESOURCE nobody may lower it, and runc dies of trying.
  restrict_oom_score_adj = true
[${cri}.registry]
  config_path = "${join(folder, 'registries')}"
[${cri}.cni]
  bin_dir = "${join(folder, 'plugins')}"
  conf_dir = "${join(folder, 'network')}"
[${cri}.containerd]
  snapshotter = "overlayfs"
  default_runtime_name = "runc"
[${cri}.containerd.runtimes.runc]
  runtime_type = "io.containerd.runc.v2"
[${cri}.containerd.runtimes.runc.options]
  SystemdCgroup = false
`;
}
