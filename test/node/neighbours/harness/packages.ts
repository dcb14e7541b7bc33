import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { runTool } from '../../../cluster/harness/tool';

/** Takes a Debian package apart, in a folder; nothing is installed on the machine. */
export async function extract(name: string, folder: string): Promise<void> {
  const options = { cwd: folder, install: 'take a Debian: its packages have the program' };
  await runTool('apt-get', ['update'], options);
  // The one who downloads as somebody else may not write here.
  await runTool('apt-get', ['--option', 'APT::Sandbox::User=root', 'download', name], options);
  const file = readdirSync(folder).find((entry) => entry.endsWith('.deb'));
  if (file === undefined) throw new Error(`Debian has no package '${name}' for this machine`);
  mkdirSync(join(folder, 'root'), { recursive: true });
  await runTool('dpkg-deb', ['--extract', join(folder, file), join(folder, 'root')], options);
}

/** Where files of the package stand, by their path in an image. */
export function below(folder: string, files: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const found = Object.entries(files).map(([path, file]) => [path, join(folder, 'root', file)]);
  return Object.fromEntries(found);
}
