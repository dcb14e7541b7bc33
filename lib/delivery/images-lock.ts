import { readFileSync } from 'node:fs';
import { type ImagesLock, type LockedImage, parseImagesLock } from '../model/images-lock';
import { Issues } from '../model/issue';

/** What a promotion takes over. */
export interface Promotion {
  /** The tag of the promoted images in the next environment, like `stable-2.4.0`: a new name of the same digest. */
  readonly tag: string;
  /** @default - every service of the lock that is promoted from */
  readonly services?: readonly string[];
}

/** Reads an environment's images lock. Throws with everything that is odd in it at once. */
export function readImagesLock(file: string): ImagesLock {
  const issues = new Issues(file);
  const lock = parseImagesLock(readFileSync(file, 'utf8'), issues);
  refuse(
    `the images lock ${file} cannot be used`,
    issues.list.map(({ message }) => message),
  );
  return lock;
}

/** The text of a lock, services in order: a promotion shows as the lines that it changes. */
export function formatImagesLock(lock: ImagesLock): string {
  const sorted = Object.entries(lock)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([service, { tag, digest }]) => [service, { tag, digest }]);
  return `${JSON.stringify(Object.fromEntries(sorted), null, 2)}\n`;
}

/**
 * The next environment's lock after a promotion: the same digests under their new tag; services that are not promoted
 * keep theirs. Throws where a service is not in the lock that is promoted from.
 */
export function promoteImages(from: ImagesLock, to: ImagesLock, { tag, services }: Promotion): ImagesLock {
  const names = services ?? Object.keys(from);
  refuse(
    'nothing is promoted',
    names
      .filter((name) => !Object.hasOwn(from, name))
      .map((name) => `'${name}' is not in the images lock that it is promoted from: run it there first`),
  );
  const promoted = names.map((name): [string, LockedImage] => [name, { tag, digest: from[name]!.digest }]);
  return { ...to, ...Object.fromEntries(promoted) };
}

/** The locks that a promotion's pull request touches. */
export interface ProposedPromotion {
  /** The environment that is promoted from, as it is now. */
  readonly from: ImagesLock;
  /** The environment that is promoted to, before the change. */
  readonly before: ImagesLock;
  /** The same after it. */
  readonly after: ImagesLock;
}

/**
 * What speaks against a change of a lock: a digest that the environment before does not run. What stays as it was may be
 * older. Empty: nothing.
 */
export function checkPromotion({ from, before, after }: ProposedPromotion): readonly string[] {
  const digestIn = (lock: ImagesLock, service: string): string | undefined =>
    Object.hasOwn(lock, service) ? lock[service]!.digest : undefined;
  return Object.entries(after).flatMap(([service, { tag, digest }]) => {
    if (digestIn(before, service) === digest) return [];
    const proven = digestIn(from, service);
    if (proven === digest) return [];
    return proven === undefined
      ? [`'${service}' goes to ${tag}, and the environment before runs no '${service}': promote it there first`]
      : [`'${service}' goes to ${tag} with ${digest}, and the environment before runs ${proven}: promote that digest`];
  });
}

function refuse(what: string, problems: readonly string[]): void {
  if (problems.length > 0) throw new Error(`${what}:\n  ${problems.join('\n  ')}`);
}
