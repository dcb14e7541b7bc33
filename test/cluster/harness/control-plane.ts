import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ClusterFiles } from './crds';
import { type Instance, removeInstance } from './instance';
import { kubeconfigFile, MASTERS, type Users } from './kubeconfig';
import { type Launch, launched, untilKubectl } from './launch';
import { simulatedNodes } from './nodes';
import { writeKeys } from './pki';
import { endProcesses } from './processes';
import { run, startControllers, startServer } from './server';

const HOST = '127.0.0.1';
const USERS: Users = { kwok: { name: 'kwok', group: MASTERS } };
const FLAGS = [
  `--bind-address=${HOST}`,
  `--advertise-address=${HOST}`,
  // It would publish its address as the endpoint of `kubernetes`, and a loopback address is refused there.
  '--endpoint-reconciler-type=none',
];

/** Starts a control plane with simulated nodes and the foreign kinds. What fails or is interrupted leaves nothing. */
export function startControlPlane(programs: string, files: ClusterFiles, owner?: number): Promise<Instance> {
  return launched({ kind: 'clusters', programs, owner, stop: stopControlPlane }, async (launch) => {
    writeKeys(join(launch.folder, 'pki'));
    await startServer(launch, { users: USERS, flags: FLAGS });
    await untilKubectl(launch, 'the API server', ['get', '--raw', '/readyz']);
    startControllers(launch);
    startNodes(launch, files.stages);
    await furnish(launch, files.crds);
    await untilFurnished(launch);
  });
}

/** Ends what was started and removes what it wrote. */
export function stopControlPlane(instance: Instance): void {
  endProcesses(instance.folder, instance.processes);
  removeInstance(instance);
}

function startNodes(launch: Launch, stages: string): void {
  run(launch, 'kwok', [
    `--config=${stages}`,
    `--kubeconfig=${kubeconfigFile(launch.folder, 'kwok')}`,
    '--manage-all-nodes=true',
    '--node-lease-duration-seconds=40',
    '--cidr=10.0.0.0/16',
    '--node-ip=10.1.0.1',
  ]);
}

async function furnish({ folder, kubectl }: Launch, crds: string): Promise<void> {
  const nodes = join(folder, 'nodes.json');
  writeFileSync(nodes, JSON.stringify({ apiVersion: 'v1', kind: 'List', items: simulatedNodes() }));
  await kubectl('create', '--validate=false', '--filename', nodes);
  await kubectl('apply', '--server-side', '--filename', crds);
}

async function untilFurnished(launch: Launch): Promise<void> {
  const wait = ['wait', '--all', '--timeout=10s'];
  await untilKubectl(launch, 'the foreign kinds', [...wait, '--for=condition=Established', 'customresourcedefinition']);
  await untilKubectl(launch, 'the service account default', ['get', 'serviceaccount', 'default']);
  await untilKubectl(launch, 'the nodes', [...wait, '--for=condition=Ready', 'node']);
  // A node that is Ready keeps its first taint until the controllers have seen it.
  const taints = ['get', 'node', '--output', 'jsonpath={.items[*].spec.taints}'];
  await untilKubectl(launch, 'the nodes to be free', taints, (answer) => answer === '');
}
