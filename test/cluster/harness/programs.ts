import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { buildControlPlane, buildPulumi, CONTROL_PLANE_PROGRAMS } from './build';
import { say } from './progress';

const PULUMI_PROGRAMS = ['pulumi', 'pulumi-language-nodejs', 'pulumi-resource-kubernetes'];

/** The folder with etcd, the control plane's parts, kwok and kubectl: of one version, so all there or all built. */
export async function controlPlanePrograms(env: NodeJS.ProcessEnv = process.env): Promise<string> {
  const { KUBEBUILDER_ASSETS: given } = env;
  if (!given) return buildControlPlane();
  const missing = CONTROL_PLANE_PROGRAMS.filter((name) => !isProgram(join(given, name)));
  if (missing.length === 0) return given;
  say(`KUBEBUILDER_ASSETS is '${given}', and that has no ${missing.join(', ')}: taking programs of our own`);
  return buildControlPlane();
}

/** A folder to put first on PATH, for Pulumi with its language host and its provider; none if PATH has all of them. */
export async function pulumiPrograms(): Promise<string | undefined> {
  return PULUMI_PROGRAMS.every(isOnPath) ? undefined : buildPulumi();
}

/** The same for kubectl. */
export async function kubectlProgram(): Promise<string | undefined> {
  return isOnPath('kubectl') ? undefined : controlPlanePrograms();
}

export function isOnPath(name: string): boolean {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.some((folder) => isProgram(join(folder, name)));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
