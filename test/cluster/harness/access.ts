import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { run } from '../run';
import { startControlPlane, stopControlPlane } from './control-plane';
import { CRD_NAMES } from './crd-sources';
import { type ClusterFiles, clusterFiles } from './crds';
import { type Instance, instanceFolder, isAlive, readInstance } from './instance';
import { isRunning, locked } from './lock';
import { requireOpenssl } from './pki';
import { controlPlanePrograms, kubectlProgram } from './programs';
import { reported } from './progress';

export interface Cluster {
  readonly kubeconfig: string;
  /** Folder of kubectl, if PATH has none of its own to talk to this cluster with. */
  readonly programs: string | undefined;
  /** Whether this process started it, and so ends it. */
  readonly started: boolean;
}

/** The cluster that the user names for these tests; never the current context of whatever kubectl is set to. */
export function givenKubeconfig(env: NodeJS.ProcessEnv = process.env): string | undefined {
  const { FAIRWAY_KUBECONFIG: given } = env;
  if (!given) return undefined;
  if (!existsSync(given)) throw new Error(`FAIRWAY_KUBECONFIG is '${given}', and no file is there`);
  return given;
}

/** Builds and collects what a cluster of ours needs. What a machine may lack is asked for first: building takes long. */
export async function prepareCluster(): Promise<{ readonly programs: string; readonly files: ClusterFiles }> {
  requireOpenssl();
  const files = await clusterFiles();
  return { files, programs: await controlPlanePrograms() };
}

/** A cluster to test on: the given one, the one that is up, or a new one; that ends with its owner, if it has one. */
export async function openCluster(owner?: number): Promise<Cluster> {
  const given = givenKubeconfig();
  if (given !== undefined) return openGiven(given);
  const { programs, files } = await prepareCluster();
  return locked(lockFile(), async () => {
    const running = usable(readInstance());
    if (running !== undefined) return { ...shared(running, owner), started: false };
    const begin = (): Promise<Instance> => startControlPlane(programs, files, owner);
    return { ...(await reported('starting the cluster', begin)), started: true };
  });
}

/** Ends the cluster that is up, if any. */
export async function closeCluster(): Promise<boolean> {
  return locked(lockFile(), async () => {
    const instance = readInstance();
    if (instance) stopControlPlane(instance);
    return instance !== undefined;
  });
}

/** PATH and KUBECONFIG for programs that use the cluster. */
export function clusterEnvironment(kubeconfig: string, ...folders: readonly (string | undefined)[]): Environment {
  const path = [...folders.filter((folder) => folder !== undefined), process.env.PATH ?? ''];
  return { KUBECONFIG: kubeconfig, PATH: path.join(delimiter) };
}
type Environment = Readonly<Record<'KUBECONFIG' | 'PATH', string>>;

/** The running cluster, unless something of it has died or it has outlived the test run that it belongs to. */
function usable(instance: Instance | undefined): Instance | undefined {
  if (instance === undefined) return undefined;
  const { owner, ready } = instance;
  if (ready && isAlive(instance) && (owner === undefined || isRunning(owner))) return instance;
  stopControlPlane(instance);
  return undefined;
}

/** Two test runs at once would meet in the same namespaces. */
function shared(instance: Instance, owner: number | undefined): Instance {
  if (owner === undefined || instance.owner === undefined) return instance;
  throw new Error(`process ${instance.owner} runs the cluster tests of this checkout: wait for it, or end it`);
}

async function openGiven(kubeconfig: string): Promise<Cluster> {
  const programs = await kubectlProgram();
  const env = clusterEnvironment(kubeconfig, programs);
  const known = run('kubectl', ['get', 'customresourcedefinition', '--output', 'name'], { env }).stdout.split('\n');
  const missing = CRD_NAMES.filter((name) => !known.some((line) => line.endsWith(`/${name}`)));
  if (missing.length > 0) {
    const { crds } = await clusterFiles();
    throw new Error(
      `the cluster of FAIRWAY_KUBECONFIG does not know ${missing.join(', ')}: kubectl apply --server-side --filename ${crds}`,
    );
  }
  return { kubeconfig, programs, started: false };
}

function lockFile(): string {
  return `${instanceFolder()}.lock`;
}
