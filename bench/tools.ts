import { join } from 'node:path';
import { requiredVersion } from '../test/cluster/harness/build';
import { cached, contentHash } from '../test/cluster/harness/cache';
import { goBuild, goVersion } from '../test/cluster/harness/go';
import { reported } from '../test/cluster/harness/progress';

const TOOLS = {
  measure: { program: '.', time: 'seconds' },
  helm: { program: 'helm.sh/helm/v4/cmd/helm', time: 'about six minutes' },
  kustomize: { program: 'sigs.k8s.io/kustomize/kustomize/v5', time: 'about one minute' },
} as const;

export type ToolName = keyof typeof TOOLS;

/** Where the program stands, built from its Go module if need be. */
export async function buildTool(name: ToolName): Promise<string> {
  const cwd = folderOf(name);
  const { program, time } = TOOLS[name];
  const folder = await cached(name, contentHash(cwd, await goVersion(cwd)), (part) =>
    reported(`building ${name} (once, ${time})`, (note) =>
      goBuild({ cwd, output: join(part, name), packages: [program], variables: {}, note }),
    ),
  );
  return join(folder, name);
}

export function helmVersion(): string {
  return requiredVersion(folderOf('helm'), 'helm.sh/helm/v4');
}

export function kustomizeVersion(): string {
  return requiredVersion(folderOf('kustomize'), 'sigs.k8s.io/kustomize/kustomize/v5');
}

function folderOf(name: ToolName): string {
  return join(__dirname, 'tools', name);
}
