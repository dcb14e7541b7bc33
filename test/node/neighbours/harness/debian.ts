import { createHash } from 'node:crypto';
import { below, extract } from './packages';
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
      return { files: below(folder, files), entrypoint: Object.keys(files).slice(0, 1), user: '65532' };
    },
  });
}
