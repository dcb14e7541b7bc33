import type { ResolvedEnvironment } from './environment';
import { type ImageRule, takesTag } from './image';
import type { Issues } from './issue';
import { isServiceName } from './names';
import { hasToken } from './token';

/** One image as an environment runs it: the tag is for people, the digest decides. */
export interface LockedImage {
  readonly tag: string;
  /** With its algorithm: `sha256:…`. */
  readonly digest: string;
}

/** The images that an environment runs, by service: what a promotion moves, and nothing else does. */
export type ImagesLock = Readonly<Record<string, LockedImage>>;

interface Place {
  readonly id: string;
  readonly environment: Pick<ResolvedEnvironment, 'name' | 'images' | 'imagesLock'>;
}

const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^sha256:[0-9a-f]{64}$/;
const FIELDS: readonly string[] = ['tag', 'digest'];

/** What a service runs: in an environment with a lock, the lock's tag and digest stand in place of those of the program. */
export function lockedImage(image: string, { id, environment }: Place, issues: Issues): string {
  const { name, images, imagesLock } = environment;
  if (imagesLock === undefined || hasToken(image)) return image;
  const locked = Object.hasOwn(imagesLock, id) ? imagesLock[id] : undefined;
  if (locked === undefined) {
    const known = quoted(Object.keys(imagesLock)) || 'none';
    issues.error(
      'images-lock',
      `the images lock of environment '${name}' has no '${id}', only ${known}: promote the service, or add its tag and digest`,
    );
    return image;
  }
  checkTag(id, locked, { name, images }, issues);
  return `${repositoryOf(image)}:${locked.tag}@${locked.digest}`;
}

/** The lock in a JSON text; what is odd in it is told all at once, and left out. */
export function parseImagesLock(text: string, issues: Issues): ImagesLock {
  const data = parseJson(text, issues);
  if (data === undefined) return {};
  if (!isObject(data)) {
    issues.error('images-lock', "an images lock must be an object: { service: { tag: '…', digest: 'sha256:…' } }");
    return {};
  }
  return Object.fromEntries(
    Object.entries(data).filter((entry): entry is [string, LockedImage] => isEntry(entry, issues)),
  );
}

function isEntry([service, entry]: [string, unknown], issues: Issues): boolean {
  const before = issues.list.length;
  const error = (message: string): void => issues.error('images-lock', message);
  if (!isServiceName(service)) error(`'${service}' is no name of a service: a-z, 0-9 and '-', beginning with a letter`);
  if (!isObject(entry)) {
    error(`${service} is ${JSON.stringify(entry)}: it must be { tag: '…', digest: 'sha256:…' }`);
    return false;
  }
  const { tag, digest } = entry;
  if (typeof tag !== 'string' || !TAG.test(tag))
    error(`${service}.tag is ${shown(tag)}: it must be an image's tag, like 'stable-2.3.1'`);
  if (typeof digest !== 'string' || !DIGEST.test(digest))
    error(`${service}.digest is ${shown(digest)}: it must be 'sha256:' and 64 hexadecimal digits in lower case`);
  for (const field of Object.keys(entry).filter((name) => !FIELDS.includes(name)))
    error(`${service}.${field} is not known: an entry has a tag and a digest`);
  return issues.list.length === before;
}

/** A digest alone would pass any rule; a lock's tag says what the digest was approved as, so that it must fit too. */
function checkTag(
  service: string,
  { tag }: LockedImage,
  { name, images }: { readonly name: string; readonly images: ImageRule },
  issues: Issues,
): void {
  if (images === 'any' || takesTag(images, tag)) return;
  issues.error(
    'images-lock',
    `the images lock has the tag '${tag}' for '${service}': environment '${name}' takes ${quoted(images.tags)}`,
  );
}

/** The image without tag and digest; a text that is no reference stays for the check of images to find. */
function repositoryOf(image: string): string {
  const [named = image] = image.split('@');
  return named.replace(/:[^/:]*$/, '');
}

function parseJson(text: string, issues: Issues): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    issues.error('images-lock', `the text is no JSON: ${(error as Error).message}`);
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function shown(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}

function quoted(names: readonly string[]): string {
  return names.map((name) => `'${name}'`).join(', ');
}
