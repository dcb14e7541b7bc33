import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Instance, removeInstance } from '../../cluster/harness/instance';
import { MASTERS, type Users } from '../../cluster/harness/kubeconfig';
import { type Launch, launched, untilKubectl } from '../../cluster/harness/launch';
import { writeAuthority, writeKey, writeKeys } from '../../cluster/harness/pki';
import type { Command } from '../../cluster/harness/processes';
import { startControllers, startServer } from '../../cluster/harness/server';
import { runTool } from '../../cluster/harness/tool';
import { cgroupOf, removeCgroup } from './cgroups';
import { dnsObjects } from './dns';
import { OWN_IMAGES } from './images';
import { startKubelet } from './kubelet';
import { endNamespace, launchNamespace } from './namespace';
import { NODE_ADDRESS, NODE_NAME, REGISTRY } from './network';
import { ENFORCER, startEnforcer, startRuntime } from './runtime';

const USERS: Users = {
  kubelet: { name: `system:node:${NODE_NAME}`, group: 'system:nodes' },
  'kube-proxy': { name: 'system:kube-proxy' },
  [ENFORCER]: { name: ENFORCER, group: MASTERS },
};

export interface NodeFiles {
  /** Folders of what was built. */
  readonly controlPlane: string;
  readonly node: string;
  readonly tools: string;
  /** The machine's folder with plugins of the pods' network. */
  readonly plugins: string;
  /** Whether NetworkPolicies are enforced. */
  readonly enforcing: boolean;
}

/** Starts a control plane with a real node. What fails or is interrupted leaves nothing. */
export function startNode(files: NodeFiles, owner?: number): Promise<Instance> {
  return launched({ kind: 'nodes', programs: files.controlPlane, owner, stop: stopNode }, async (launch) => {
    symlinkSync(files.tools, join(launch.folder, 'tools'));
    writeNodeKeys(join(launch.folder, 'pki'));
    const { inside, beside, network, enter } = await launchNamespace(launch);
    startRuntime(inside, files);
    const port = await startServer(inside, { users: USERS, flags: serverFlags(join(launch.folder, 'pki')) });
    // On the machine's loopback interface under the same port: one kubeconfig serves on both sides.
    const address = `127.0.0.1:${port}`;
    const forward = [`--listen=${address}`, `--target=${address}`, `--network=${network}`];
    beside.start('forward', [join(files.tools, 'forward'), ...forward]);
    await untilKubectl(launch, 'the API server', ['get', '--raw', '/readyz']);
    startControllers(inside);
    if (files.enforcing) startEnforcer(inside, files.tools);
    await publishOwnImages(files.tools, enter);
    startKubelet(inside, files.node);
    await furnish(launch);
  });
}

/** Ends all of it, and removes what it wrote. */
export function stopNode(instance: Instance): void {
  endNamespace(instance);
  removeCgroup(cgroupOf(instance.folder));
  removeInstance(instance);
}

function writeNodeKeys(pki: string): void {
  writeKeys(pki);
  writeAuthority(pki, 'front-ca');
  writeKey(pki, 'front-proxy', { subject: '/CN=front-proxy', authority: 'front-ca' });
  writeKey(pki, 'kubelet', { subject: `/CN=${NODE_NAME}`, names: [`IP:${NODE_ADDRESS}`] });
  writeKey(pki, 'kubelet-client', { subject: `/O=${MASTERS}/CN=kube-apiserver` });
}

function serverFlags(pki: string): readonly string[] {
  return [
    '--bind-address=0.0.0.0',
    `--advertise-address=${NODE_ADDRESS}`,
    '--allow-privileged=true',
    `--kubelet-client-certificate=${join(pki, 'kubelet-client.crt')}`,
    `--kubelet-client-key=${join(pki, 'kubelet-client.key')}`,
    `--kubelet-certificate-authority=${join(pki, 'ca.crt')}`,
    '--kubelet-preferred-address-types=InternalIP',
    // For API servers that are pods, as that of metrics is.
    `--requestheader-client-ca-file=${join(pki, 'front-ca.crt')}`,
    '--requestheader-allowed-names=front-proxy',
    '--requestheader-username-headers=X-Remote-User',
    '--requestheader-group-headers=X-Remote-Group',
    '--requestheader-extra-headers-prefix=X-Remote-Extra-',
    `--proxy-client-cert-file=${join(pki, 'front-proxy.crt')}`,
    `--proxy-client-key-file=${join(pki, 'front-proxy.key')}`,
  ];
}

async function publishOwnImages(tools: string, enter: (command: Command) => Command): Promise<void> {
  for (const [reference, file] of Object.entries(OWN_IMAGES)) {
    const [program, ...args] = enter([join(tools, 'image'), 'push', join(tools, file), reference, REGISTRY]);
    await runTool(program, args, { cwd: tools, install: 'install util-linux' });
  }
}

async function furnish(launch: Launch): Promise<void> {
  const dns = join(launch.folder, 'dns.json');
  writeFileSync(dns, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: dnsObjects() }));
  await launch.kubectl('apply', '--server-side', '--filename', dns);
  await untilKubectl(launch, 'the service account default', ['get', 'serviceaccount', 'default']);
  await untilKubectl(launch, 'the node', ['wait', '--timeout=10s', '--for=condition=Ready', `node/${NODE_NAME}`]);
  const rollout = ['rollout', 'status', '--timeout=10s', '--namespace', 'kube-system', 'deployment/coredns'];
  await untilKubectl(launch, 'the DNS of the cluster', rollout);
}
