import { stringify } from './yaml';

export const KUSTOMIZATION = 'kustomization.yaml';

/** By it a file that synth has written is told from one that a user has put there. */
export const MARK = '# Written by synth.';

/** For each folder a file, by its path, that names all others in it. */
export function kustomizations(
  folders: ReadonlySet<string>,
  paths: readonly string[],
): readonly (readonly [path: string, text: string])[] {
  return [...folders].map((folder) => {
    const resources = paths
      .filter((path) => path.startsWith(`${folder}/`))
      .map((path) => path.slice(folder.length + 1))
      .sort();
    const object = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', resources };
    return [
      `${folder}/${KUSTOMIZATION}`,
      `${MARK} What you add goes into an overlay of yours.\n${stringify([object])}`,
    ];
  });
}
