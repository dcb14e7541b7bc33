import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { KUSTOMIZATION, MARK } from './kustomization';

/** In the output folder itself: files can be moved within one file system only. */
const PART = '.part';

export type OutputFile = readonly [path: string, text: string];

/**
 * Writes files as they are made, so that none has to be kept in memory, and moves them to their places when all of them
 * are there: a failure on the way leaves what was there before.
 */
export function writeFiles(outdir: string, extension: string, files: Iterable<OutputFile>): void {
  const made = mkdirSync(outdir, { recursive: true });
  const part = join(outdir, PART);
  rmSync(part, { recursive: true, force: true });
  try {
    const paths = writeParts(part, files);
    clear(outdir, extension, paths);
    for (const path of paths) renameSync(join(part, path), join(outdir, path));
    rmSync(part, { recursive: true });
  } catch (error) {
    rmSync(made ?? part, { recursive: true });
    throw error;
  }
}

function writeParts(part: string, files: Iterable<OutputFile>): ReadonlySet<string> {
  const paths = new Set<string>();
  const folders = new Set<string>();
  mkdirSync(part);
  for (const [path, text] of files) {
    const folder = dirname(path);
    if (!folders.has(folder)) mkdirSync(join(part, folder), { recursive: true });
    folders.add(folder);
    writeFileSync(join(part, path), text);
    paths.add(path);
  }
  return paths;
}

/** A file of a service that is no more would still be applied with its folder, and an old list of files without new ones. */
function clear(outdir: string, extension: string, paths: ReadonlySet<string>): void {
  for (const folder of new Set([...paths].map((path) => dirname(path)))) {
    mkdirSync(join(outdir, folder), { recursive: true });
    if (folder === '.') continue;
    const gone = readdirSync(join(outdir, folder)).filter(
      (file) => !paths.has(`${folder}/${file}`) && isOurs(join(outdir, folder, file), extension),
    );
    for (const file of gone) rmSync(join(outdir, folder, file));
  }
}

function isOurs(file: string, extension: string): boolean {
  return basename(file) === KUSTOMIZATION ? readFileSync(file, 'utf8').startsWith(MARK) : file.endsWith(extension);
}
