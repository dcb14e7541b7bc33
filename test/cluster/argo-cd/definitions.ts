import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ARGO_CD } from '../harness/crd-sources';
import { moduleFolder } from '../harness/crds';
import { kubectl, untilEstablished } from '../kubectl';

/** Gives the cluster Argo CD's definitions, and answers with how to take them away: not at all if it had them. */
export async function defineArgoCd(): Promise<() => void> {
  const folder = await moduleFolder(ARGO_CD, tmpdir());
  const files = asFlags(ARGO_CD.definitions.map((path) => join(folder, path)));
  const isOurs = kubectl('get', ...files, '--ignore-not-found', '--output', 'name').trim() === '';
  if (isOurs) kubectl('apply', '--server-side', ...files);
  untilEstablished(...files);
  return () => {
    if (isOurs) kubectl('delete', ...files);
  };
}

/** Without a source of metrics, as simulated pods are, the real controller finds fault with every autoscaler. */
const SETTINGS = {
  'resource.customizations.health.autoscaling_HorizontalPodAutoscaler': 'return { status = "Healthy" }',
};

/** Gives a namespace the settings that an installation of Argo CD begins with, and one for simulated pods. */
export async function installSettings(namespace: string): Promise<void> {
  const folder = join(await moduleFolder(ARGO_CD, tmpdir()), ARGO_CD.settings);
  const files = readdirSync(folder).filter((name) => name.startsWith('argocd-'));
  kubectl('apply', '--server-side', '--namespace', namespace, ...asFlags(files.map((name) => join(folder, name))));
  const patch = JSON.stringify({ data: SETTINGS });
  kubectl('patch', 'configmap', 'argocd-cm', '--namespace', namespace, '--type=merge', '--patch', patch);
}

function asFlags(files: readonly string[]): readonly string[] {
  return files.flatMap((file) => ['--filename', file]);
}
