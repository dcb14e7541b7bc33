import { join } from 'node:path';
import { kubeconfigFile, type Users, writeUsers } from './kubeconfig';
import type { Launch } from './launch';
import { freePorts } from './ports';

const HOST = '127.0.0.1';

export interface ServerOptions {
  /** Who talks to it besides the control plane itself. */
  readonly users: Users;
  /** What is particular to this API server. */
  readonly flags: readonly string[];
}

/** Starts etcd and the API server with keys and users of their own; the answer is the port it will answer at. */
export async function startServer(launch: Launch, { users, flags }: ServerOptions): Promise<number> {
  const [client, peer, api] = await freePorts(3);
  const pki = join(launch.folder, 'pki');
  writeUsers(launch.folder, `https://${HOST}:${api}`, users);
  const etcd = { client: `http://${HOST}:${client}`, peer: `http://${HOST}:${peer}` };
  run(launch, 'etcd', [
    '--name=fairway',
    `--data-dir=${join(launch.folder, 'etcd')}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
    `--listen-client-urls=${etcd.client}`,
    `--advertise-client-urls=${etcd.client}`,
    `--listen-peer-urls=${etcd.peer}`,
    `--initial-advertise-peer-urls=${etcd.peer}`,
    `--initial-cluster=fairway=${etcd.peer}`,
  ]);
  run(launch, 'kube-apiserver', [
    `--etcd-servers=${etcd.client}`,
    `--secure-port=${api}`,
    `--tls-cert-file=${join(pki, 'apiserver.crt')}`,
    `--tls-private-key-file=${join(pki, 'apiserver.key')}`,
    `--client-ca-file=${join(pki, 'ca.crt')}`,
    `--token-auth-file=${join(pki, 'tokens.csv')}`,
    '--authorization-mode=Node,RBAC',
    '--enable-admission-plugins=NodeRestriction',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(pki, 'sa.pub')}`,
    `--service-account-signing-key-file=${join(pki, 'sa.key')}`,
    '--service-cluster-ip-range=10.96.0.0/16',
    ...flags,
  ]);
  return api!;
}

/** Starts the controllers that every cluster has, and the scheduler. */
export function startControllers(launch: Launch): void {
  const pki = join(launch.folder, 'pki');
  run(launch, 'kube-controller-manager', [
    ...common(launch.folder, 'kube-controller-manager'),
    `--service-account-private-key-file=${join(pki, 'sa.key')}`,
    `--root-ca-file=${join(pki, 'ca.crt')}`,
    `--cluster-signing-cert-file=${join(pki, 'ca.crt')}`,
    `--cluster-signing-key-file=${join(pki, 'ca.key')}`,
    '--use-service-account-credentials=true',
  ]);
  run(launch, 'kube-scheduler', common(launch.folder, 'kube-scheduler'));
}

export function run({ programs, start }: Launch, name: string, flags: readonly string[]): void {
  start(name, [join(programs, name), ...flags]);
}

function common(folder: string, name: string): readonly string[] {
  const file = kubeconfigFile(folder, name);
  const client = ['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'];
  // Port 0 serves nothing: nobody asks for their metrics.
  return [...client.map((flag) => `--${flag}=${file}`), '--secure-port=0', '--leader-elect=false'];
}
