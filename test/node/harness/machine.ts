import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { isOnPath } from '../../cluster/harness/programs';
import { reported } from '../../cluster/harness/progress';
import { runTool } from '../../cluster/harness/tool';
import { isUnified } from './cgroups';
import { PLUGIN_FOLDERS, PLUGINS } from './runtime';

/** Programs that a node needs, by the Debian package that has them. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  busybox: ['busybox'],
  containerd: ['containerd', 'containerd-shim-runc-v2', 'ctr'],
  iproute2: ['ip'],
  nftables: ['nft'],
  procps: ['sysctl'],
  runc: ['runc'],
  'util-linux': ['mount', 'nsenter', 'unshare'],
};
const PLUGIN_PACKAGE = 'containernetworking-plugins';

/** A machine that cannot have a node of its own: that is no failure of what was to be tested on it. */
export class NotHere extends Error {
  constructor(reasons: readonly string[]) {
    super(`not run: ${reasons.join('; ')}`);
  }
}

/** Installs what the machine lacks and Debian has; whatever else it lacks is the reason why there can be no node. */
export async function prepareMachine(): Promise<void> {
  const reasons = obstacles();
  if (reasons.length > 0) throw new NotHere(reasons);
  const packages = missingPackages();
  if (packages.length === 0) return;
  if (!isOnPath('apt-get')) throw new NotHere([`install ${packages.join(', ')}, by these names in Debian`]);
  await reported(`installing ${packages.join(', ')}`, () => install(packages));
  const still = missingPackages();
  if (still.length > 0) throw new NotHere([`${still.join(', ')} lack programs although installed`]);
}

/** The folder with the plugins of the pods' network. */
export function pluginFolder(): string | undefined {
  return PLUGIN_FOLDERS.find((folder) => PLUGINS.every((name) => existsSync(join(folder, name))));
}

function obstacles(): readonly string[] {
  if (process.platform !== 'linux') return [`this is ${process.platform}, and a node needs Linux`];
  const reasons: string[] = [];
  if (process.getuid?.() !== 0) reasons.push('a node needs root: run it as root, in a virtual machine of its own');
  else if (!mayUnshare()) reasons.push('a node needs namespaces, and this machine lets nobody make them');
  if (!hasCgroups()) reasons.push('a node needs control groups for memory and pids below /sys/fs/cgroup');
  if (!existsSync('/dev/kmsg')) reasons.push('the kubelet needs /dev/kmsg');
  if (!isOnPath('go')) reasons.push('there is no go on PATH: install Go 1.26 or newer');
  return reasons;
}

function mayUnshare(): boolean {
  return spawnSync('unshare', ['--mount', '--net', '--pid', '--fork', '--mount-proc', 'true']).status === 0;
}

function hasCgroups(): boolean {
  return isUnified() || ['memory', 'pids'].every((name) => existsSync(`/sys/fs/cgroup/${name}`));
}

function missingPackages(): readonly string[] {
  const missing = Object.entries(PACKAGES).filter(([, programs]) => !programs.every((program) => isOnPath(program)));
  return [...missing.map(([name]) => name), ...(pluginFolder() === undefined ? [PLUGIN_PACKAGE] : [])];
}

async function install(packages: readonly string[]): Promise<void> {
  // Another installation may be under way; and nothing of the machine is removed for a test.
  const flags = ['--yes', '--no-install-recommends', '--no-remove', '--option', 'DPkg::Lock::Timeout=300'];
  const options = { cwd: '/', env: { DEBIAN_FRONTEND: 'noninteractive' }, install: 'install it' };
  await runTool('apt-get', ['update'], options);
  await runTool('apt-get', ['install', ...flags, ...packages], options);
}
