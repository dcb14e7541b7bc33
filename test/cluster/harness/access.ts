import { existsSync } from 'node:fs';
import { delimiter } from 'node:path';
import { run } from '../run';
import { startControlPlane, stopControlPlane } from './control-plane';
import { CRD_NAMES } from './crd-sources';
import { type ClusterFiles, clusterFiles } from './crds';
import type { Instance } from './instance';
import { closed, opened } from './opened';
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
export function givenKubeconfig(
  env: NodeJS.ProcessEnv = process.env,
  variable: 'FAIRWAY_KUBECONFIG' | 'FAIRWAY_NODE_KUBECONFIG' = 'FAIRWAY_KUBECONFIG',
): string | undefined {
  const given = env[variable];
  if (!given) return undefined;
  if (!existsSync(given)) throw new Error(`${variable} is '${given}', and no file is there`);
  return given;
}

/** Builds and collects what a cluster of ours needs. */
export async function prepareCluster(): Promise<{ readonly programs: string; readonly files: ClusterFiles }> {
  const files = await clusterFiles();
  return { files, programs: await controlPlanePrograms() };
}

/** A cluster to test on: the given one, the one that is up, or a new one; that ends with its owner, if it has one. */
export async function openCluster(owner?: number): Promise<Cluster> {
  const given = givenKubeconfig();
  if (given !== undefined) return openGiven(given);
  const { programs, files } = await prepareCluster();
  const start = (): Promise<Instance> =>
    reported('starting the cluster', () => startControlPlane(programs, files, owner));
  const { instance, started } = await opened({ kind: 'clusters', owner, start, stop: stopControlPlane });
  return { kubeconfig: instance.kubeconfig, programs: instance.programs, started };
}

/** Ends the cluster that is up, if any. */
export function closeCluster(): Promise<boolean> {
  return closed('clusters', stopControlPlane);
}

/** PATH and KUBECONFIG for programs that use the cluster. */
export function clusterEnvironment(kubeconfig: string, ...folders: readonly (string | undefined)[]): Environment {
  const path = [...folders.filter((folder) => folder !== undefined), process.env.PATH ?? ''];
  return { KUBECONFIG: kubeconfig, PATH: path.join(delimiter) };
}
type Environment = Readonly<Record<'KUBECONFIG' | 'PATH', string>>;

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
