import { join } from 'node:path';
import { cached, contentHash } from '../../cluster/harness/cache';
import { goBuild, goVersion } from '../../cluster/harness/go';
import { reported } from '../../cluster/harness/progress';
import { writeOwnImages } from './images';

export const TOOLS = join(__dirname, '..', 'tools');

/** The folder with the node's own programs and images, built if need be. */
export async function buildTools(): Promise<string> {
  const hash = contentHash(TOOLS, await goVersion(TOOLS));
  return cached('node-tools', hash, (folder) =>
    reported('building the tools of the node (once, about four minutes)', async (note) => {
      await goBuild({ cwd: TOOLS, output: `${folder}/`, packages: ['./...'], variables: {}, note });
      writeOwnImages(folder);
    }),
  );
}
