import { join } from 'node:path';
import { requiredVersion } from '../../../cluster/harness/build';
import { clusterFiles } from '../../../cluster/harness/crds';
import { go } from '../../../cluster/harness/go';
import { kubectl, untilEstablished } from '../../../cluster/kubectl';
import { record, text } from '../../../support/manifest';
import { TOOLS } from './tools';

/** Gives the cluster definitions of foreign kinds, by their names as in `kafkatopics.kafka.strimzi.io`. */
export async function define(...names: readonly string[]): Promise<void> {
  const { crds } = await clusterFiles();
  defineFrom(names.map((name) => join(crds, `${name}.yaml`)));
}

/** Definitions that a module has, which a tool requires: of the version that the tool is built from. */
export async function defineFromModule(tool: string, module: string, files: readonly string[]): Promise<void> {
  const cwd = join(TOOLS, tool);
  const answer = await go(['mod', 'download', '-json', `${module}@${requiredVersion(cwd, module)}`], { cwd });
  const folder = text(record(JSON.parse(answer)).Dir);
  defineFrom(files.map((file) => join(folder, file)));
}

function defineFrom(files: readonly string[]): void {
  const paths = files.map((file) => `--filename=${file}`);
  kubectl('apply', '--server-side', '--force-conflicts', ...paths);
  untilEstablished(...paths);
}
