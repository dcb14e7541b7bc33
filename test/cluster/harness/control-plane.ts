import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ClusterFiles } from './crds';
import { type Instance, instanceFolder, isAlive, removeInstance, writeInstance } from './instance';
import { onInterrupt } from './interrupts';
import { kubeconfigFile, writeUsers } from './kubeconfig';
import { simulatedNodes } from './nodes';
import { writeKeys } from './pki';
import { freePorts } from './ports';
import { endProcesses, isProcessOf, logFile, startProcess } from './processes';
import { runTool } from './tool';

const HOST = '127.0.0.1';
const POLL_MS = 200;
const PATIENCE_MS = 120_000;
const LOG_LINES = 20;

/** Starts a control plane with simulated nodes and the foreign kinds. What fails or is interrupted leaves nothing. */
export async function startControlPlane(programs: string, files: ClusterFiles, owner?: number): Promise<Instance> {
  const folder = instanceFolder();
  const kubeconfig = kubeconfigFile(folder, 'admin');
  let instance: Instance = {
    folder,
    programs,
    kubeconfig,
    since: new Date().toISOString(),
    ...(owner !== undefined && { owner }),
    processes: [],
    ready: false,
  };
  const start = (name: string, args: readonly string[]): void => {
    const started = startProcess(folder, programs, name, args);
    instance = { ...instance, processes: [...instance.processes, started] };
    writeInstance(instance);
  };
  const settled = onInterrupt(() => stopControlPlane(instance));
  try {
    writeInstance(instance);
    await startServer(folder, start);
    await until(() => instance, 'the API server', ['get', '--raw', '/readyz']);
    startControllers(folder, files.stages, start);
    await furnish(instance, files.crds);
    await untilFurnished(() => instance);
    instance = { ...instance, ready: true };
    writeInstance(instance);
    return instance;
  } catch (error) {
    stopControlPlane(instance);
    throw error;
  } finally {
    settled();
  }
}

/** Ends what was started and removes what it wrote. */
export function stopControlPlane(instance: Instance): void {
  endProcesses(instance.folder, instance.processes);
  removeInstance(instance);
}

type Start = (name: string, args: readonly string[]) => void;

async function startServer(folder: string, start: Start): Promise<void> {
  const [client, peer, api] = await freePorts(3);
  const pki = join(folder, 'pki');
  writeKeys(pki);
  writeUsers(folder, `https://${HOST}:${api}`);
  const etcd = { client: `http://${HOST}:${client}`, peer: `http://${HOST}:${peer}` };
  start('etcd', [
    '--name=fairway',
    `--data-dir=${join(folder, 'etcd')}`,
    '--unsafe-no-fsync',
    '--log-level=warn',
    `--listen-client-urls=${etcd.client}`,
    `--advertise-client-urls=${etcd.client}`,
    `--listen-peer-urls=${etcd.peer}`,
    `--initial-advertise-peer-urls=${etcd.peer}`,
    `--initial-cluster=fairway=${etcd.peer}`,
  ]);
  start('kube-apiserver', [
    `--etcd-servers=${etcd.client}`,
    `--bind-address=${HOST}`,
    `--secure-port=${api}`,
    `--advertise-address=${HOST}`,
    // It would publish its address as the endpoint of `kubernetes`, and a loopback address is refused there.
    '--endpoint-reconciler-type=none',
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
  ]);
}

function startControllers(folder: string, stages: string, start: Start): void {
  const pki = join(folder, 'pki');
  const common = (name: 'kube-controller-manager' | 'kube-scheduler'): readonly string[] => {
    const file = kubeconfigFile(folder, name);
    const client = ['kubeconfig', 'authentication-kubeconfig', 'authorization-kubeconfig'];
    // Port 0 serves nothing: nobody asks for their metrics.
    return [...client.map((flag) => `--${flag}=${file}`), '--secure-port=0', '--leader-elect=false'];
  };
  start('kube-controller-manager', [
    ...common('kube-controller-manager'),
    `--service-account-private-key-file=${join(pki, 'sa.key')}`,
    `--root-ca-file=${join(pki, 'ca.crt')}`,
    `--cluster-signing-cert-file=${join(pki, 'ca.crt')}`,
    `--cluster-signing-key-file=${join(pki, 'ca.key')}`,
    '--use-service-account-credentials=true',
  ]);
  start('kube-scheduler', common('kube-scheduler'));
  start('kwok', [
    `--config=${stages}`,
    `--kubeconfig=${kubeconfigFile(folder, 'kwok')}`,
    '--manage-all-nodes=true',
    '--node-lease-duration-seconds=40',
    '--cidr=10.0.0.0/16',
    '--node-ip=10.1.0.1',
  ]);
}

async function furnish(instance: Instance, crds: string): Promise<void> {
  const nodes = join(instance.folder, 'nodes.json');
  writeFileSync(nodes, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: simulatedNodes() }));
  await kubectl(instance, ['create', '--validate=false', '--filename', nodes]);
  await kubectl(instance, ['apply', '--server-side', '--filename', crds]);
}

async function untilFurnished(current: () => Instance): Promise<void> {
  const wait = ['wait', '--all', '--timeout=10s'];
  await until(current, 'the foreign kinds', [...wait, '--for=condition=Established', 'customresourcedefinition']);
  await until(current, 'the service account default', ['get', 'serviceaccount', 'default']);
  await until(current, 'the nodes', [...wait, '--for=condition=Ready', 'node']);
  // A node that is Ready keeps its first taint until the controllers have seen it.
  const taints = ['get', 'node', '--output', 'jsonpath={.items[*].spec.taints}'];
  await until(current, 'the nodes to be free', taints, (answer) => answer === '');
}

async function until(
  current: () => Instance,
  what: string,
  args: readonly string[],
  isIt: (answer: string) => boolean = () => true,
): Promise<void> {
  const begin = Date.now();
  while (!(await kubectl(current(), args).then(isIt, () => false))) {
    if (!isAlive(current())) throw new Error(`waiting for ${what}: ${ended(current())}`);
    if (Date.now() - begin > PATIENCE_MS) throw new Error(`waited ${PATIENCE_MS / 1000} s in vain for ${what}`);
    await sleep(POLL_MS);
  }
}

/** What became of the processes that are gone, in their own last words. */
function ended({ folder, processes }: Instance): string {
  const gone = processes.filter((process) => !isProcessOf(folder, process));
  return gone.map(({ name }) => `${name} has ended:\n${lastLines(logFile(folder, name))}`).join('\n');
}

function lastLines(file: string): string {
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trim().split('\n').slice(-LOG_LINES).join('\n');
}

function kubectl({ programs, kubeconfig, folder }: Instance, args: readonly string[]): Promise<string> {
  const env = { KUBECONFIG: kubeconfig };
  return runTool(join(programs, 'kubectl'), args, { cwd: folder, env, install: 'npm run cluster -- down, then up' });
}
