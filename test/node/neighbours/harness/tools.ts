import { cpSync, existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cached, contentHash } from '../../../cluster/harness/cache';
import { goBuild, goVersion } from '../../../cluster/harness/go';
import { readInstance } from '../../../cluster/harness/instance';
import { reported } from '../../../cluster/harness/progress';
import { runTool } from '../../../cluster/harness/tool';
import { buildImage, type ImageSpec, publishImage } from '../../node';

import { below, extract } from './packages';

export const TOOLS = join(__dirname, '..', 'tools');

/** What an image is made of. */
export interface Content extends Omit<ImageSpec, 'name'> {
  /** A folder of shared libraries that find each other only because the program that loads them is there first. */
  readonly libraries?: string;
}

export interface Recipe {
  readonly name: string;
  /** The name that others know the image by; else it has one of its content, so that a changed one is rolled out. */
  readonly reference?: string;
  /** What the content follows from, as one text. */
  readonly hash: string;
  /** Puts the image's files into a folder that is removed afterwards. */
  readonly make: (folder: string, note: (detail: string) => void) => Promise<Content>;
}

/** Publishes an image that is made once; the answer is its reference. */
export async function provideImage({ name, reference, hash, make }: Recipe): Promise<string> {
  const known = reference ?? `fairway.test/neighbours/${name}:${hash}`;
  const folder = await cached(`neighbour-${name}`, hash, (part) =>
    reported(`building ${name} (once)`, async (note) => {
      const files = join(part, 'files');
      mkdirSync(files);
      await moveImage({ name: known, ...(await make(files, note)) }, part);
      rmSync(files, { recursive: true });
    }),
  );
  publishImage(join(folder, 'image.tar'), known);
  return known;
}

async function moveImage({ libraries, ...spec }: Content & ImageSpec, folder: string): Promise<void> {
  // What `ldd` is told by, which the image's libraries are found with.
  const built = await withVariable('LD_LIBRARY_PATH', libraries, () => buildImage(spec));
  // It may be on another file system.
  cpSync(built, join(folder, 'image.tar'));
  rmSync(dirname(built), { recursive: true });
}

/** The one way to tell a program something that others have written the call of. */
async function withVariable<T>(name: string, value: string | undefined, work: () => T | Promise<T>): Promise<T> {
  const before = process.env[name];
  if (value === undefined) return work();
  process.env[name] = value;
  try {
    return await work();
  } finally {
    if (before === undefined) delete process.env[name];
    else process.env[name] = before;
  }
}

export interface DebianFiles {
  readonly name: string;
  readonly files: Readonly<Record<string, string>>;
}

export interface GoTool {
  /** The folder in `tools/`, which is the image's name too. */
  readonly tool: string;
  readonly reference?: string;
  /** What to compile; the tool's own program, if nothing else is named. */
  readonly packages?: readonly string[];
  /** Build tags. */
  readonly tags?: readonly string[];
  /** Whether the image has a shell and its programs too. */
  readonly shell?: boolean;
  /** A Debian package, and files of it by their path in the image. */
  readonly debian?: DebianFiles;
  /** What the image has besides the programs, which are in /bin. */
  readonly content?: Partial<Content>;
}

/**
 * Publishes an image of the programs that a Go module of `tools/` has or requires. Its `prepare.sh`, if it has one, readies
 * a copy of the folder for the compiler.
 */
export async function provideGoImage(options: GoTool): Promise<string> {
  const { tool, reference, packages = ['.'], tags = [], shell = false, debian, content = {} } = options;
  const source = join(TOOLS, tool);
  const hash = contentHash(source, await goVersion(source), JSON.stringify([packages, tags, shell, debian, content]));
  return provideImage({
    name: tool,
    hash,
    ...(reference !== undefined && { reference }),
    make: async (folder, note) => {
      const cwd = join(folder, 'source', tool);
      cpSync(source, cwd, { recursive: true });
      if (existsSync(join(cwd, 'prepare.sh'))) await runTool('bash', ['prepare.sh'], { cwd, install: 'install bash' });
      const output = `${join(folder, 'bin')}/`;
      mkdirSync(output);
      const flags = [process.env.GOFLAGS, `-tags=${tags.join(',')}`].join(' ').trim();
      await withVariable('GOFLAGS', flags, () => goBuild({ cwd, output, packages, variables: {}, note }));
      if (shell) addShell(output);
      if (debian) await extract(debian.name, folder);
      const more = debian ? below(folder, debian.files) : {};
      const { files, ...rest } = content;
      return { files: { '/bin': output, ...more, ...files }, entrypoint: [`/bin/${tool}`], user: '65532', ...rest };
    },
  });
}

/** Puts the node's busybox into a folder, with its programs by name. */
export function addShell(folder: string): void {
  const node = readInstance('nodes');
  if (node === undefined) throw new Error('no node is up: npm run node -- up');
  cpSync(join(node.folder, 'tools', 'busybox'), folder, { recursive: true, verbatimSymlinks: true });
}
