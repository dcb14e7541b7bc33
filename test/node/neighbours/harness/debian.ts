import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../../../cluster/harness/tool';
import { provideImage } from './tools';

export interface DebianProgram {
  /** The package, and the name of the image. */
  readonly name: string;
  /** Files of the package by their path in the image: that where the project's own image has them. The first is run. */
  readonly files: Readonly<Record<string, string>>;
}

/** Publishes an image of files of a Debian package; nothing is installed on the machine. */
export function provideDebianImage({ name, files }: DebianProgram): Promise<string> {
  return provideImage({
    name,
    hash: createHash('sha256').update(JSON.stringify(files)).digest('hex').slice(0, 16),
    make: async (folder, note) => {
      note(`Debian's ${name}`);
      await extract(name, folder);
      const content = Object.entries(files).map(([path, file]) => [path, join(folder, 'root', file)]);
      return { files: Object.fromEntries(content), entrypoint: Object.keys(files).slice(0, 1), user: '65532' };
    },
  });
}

async function extract(name: string, folder: string): Promise<void> {
  const options = { cwd: folder, install: 'take a Debian: its packages have the program' };
  await runTool('apt-get', ['update'], options);
  // The one who downloads as somebody else may not write here.
  await runTool('apt-get', ['--option', 'APT::Sandbox::User=root', 'download', name], options);
  const file = readdirSync(folder).find((entry) => entry.endsWith('.deb'));
  if (file === undefined) throw new Error(`Debian has no package '${name}' for this machine`);
  mkdirSync(join(folder, 'root'));
  await runTool('dpkg-deb', ['--extract', join(folder, file), join(folder, 'root')], options);
}
