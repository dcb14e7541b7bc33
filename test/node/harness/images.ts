import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../cluster/run';

export const PAUSE = 'registry.k8s.io/pause:3.10';
export const COREDNS = 'registry.k8s.io/coredns/coredns:fairway';
/** A program that serves, and says what it can reach: see `tools/images/probe`. */
export const PROBE = 'fairway.test/probe:1';
/** The machine's busybox, with its programs by name. */
export const BUSYBOX = 'fairway.test/busybox:1';

/** Whoever is nobody: Pod Security `restricted` takes no image that starts as root. */
const NOBODY = '65532';

/** Tarballs of the images that the node brings, by their reference, below the folder of the tools. */
export const OWN_IMAGES: Readonly<Record<string, string>> = {
  [PAUSE]: 'images/pause.tar',
  [COREDNS]: 'images/coredns.tar',
  [PROBE]: 'images/probe.tar',
  [BUSYBOX]: 'images/busybox.tar',
};

export interface ImageSpec {
  /** Its reference, as in `registry.example.com/shop/users:1.0.0`. */
  readonly name: string;
  /** Files and folders of this machine by their path in the image. Shared libraries that programs load come with them. */
  readonly files: Readonly<Record<string, string>>;
  readonly entrypoint: readonly string[];
  /** By number, or Kubernetes cannot tell that it is not root. */
  readonly user?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Writes a tarball with the image; the same files give the same image. */
export function writeImage(tools: string, spec: ImageSpec, tarball: string): void {
  run(join(tools, 'image'), ['build', tarball], { input: JSON.stringify(spec) });
}

export function writeOwnImages(tools: string): void {
  mkdirSync(join(tools, 'images'));
  const program = (name: string): Omit<ImageSpec, 'name'> => ({
    files: { [`/${name}`]: join(tools, name) },
    entrypoint: [`/${name}`],
    user: NOBODY,
  });
  const specs: readonly ImageSpec[] = [
    { name: PAUSE, ...program('pause') },
    { name: COREDNS, ...program('coredns') },
    { name: PROBE, ...program('probe') },
    { name: BUSYBOX, files: { '/bin': busybox(join(tools, 'busybox')) }, entrypoint: ['/bin/sh'], user: NOBODY },
  ];
  for (const spec of specs) writeImage(tools, spec, join(tools, OWN_IMAGES[spec.name]!));
}

/** A folder with the machine's busybox and a link for each program that it is. */
function busybox(folder: string): string {
  mkdirSync(folder);
  const program = run('sh', ['-c', 'command -v busybox']).stdout.trim();
  run('cp', ['--dereference', program, join(folder, 'busybox')]);
  const names = run(program, ['--list']).stdout.trim().split('\n');
  for (const name of names) if (name !== 'busybox') symlinkSync('busybox', join(folder, name));
  return folder;
}
