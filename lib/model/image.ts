import type { Issues } from './issue';
import { toLabelValue } from './names';
import { hasToken } from './token';

/** A container image's parts: `registry.example.com/shop/users:1.2@sha256:…`. */
export interface ImageReference {
  readonly repository: string;
  /** Undefined: none was written, which a runtime reads as `latest`. */
  readonly tag?: string;
  /** With its algorithm: `sha256:…`. */
  readonly digest?: string;
}

/** Which image references an environment accepts: any, or tags by pattern (`*` stands for any text). A digest is always accepted. */
export type ImageRule = 'any' | { readonly tags: readonly string[] };

const REFERENCE =
  /^((?:[a-zA-Z0-9.-]+(?::\d+)?\/)?[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*(?:\/[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*)*)(?::([\w][\w.-]{0,127}))?(?:@(sha256:[0-9a-f]{64}))?$/;

/** The parts of an image reference, or undefined when the text is none. */
export function parseImage(image: string): ImageReference | undefined {
  const match = REFERENCE.exec(image);
  if (!match) return undefined;
  return {
    repository: match[1]!,
    ...(match[2] === undefined ? {} : { tag: match[2] }),
    ...(match[3] === undefined ? {} : { digest: match[3] }),
  };
}

/** Adds an error when the text is no image reference, or one that the environment's rule refuses. */
export function checkImage(image: string, rule: ImageRule, issues: Issues): void {
  if (hasToken(image)) return;
  const reference = parseImage(image);
  if (reference === undefined) {
    issues.error(
      'image',
      `'${image}' is not an image reference: write it like 'registry.example.com/shop/users:1.4.2'`,
    );
    return;
  }
  if (rule === 'any' || reference.digest !== undefined) return;
  const tag = reference.tag ?? 'latest';
  if (takesTag(rule, tag)) return;
  const allowed = rule.tags.map((pattern) => `'${pattern}'`).join(' or ');
  issues.error(
    'image-rule',
    `image '${image}' has the tag '${tag}': this environment takes ${allowed}, or a digest (@sha256:…)`,
  );
}

/** A helper's image is not of the system's own release: any fixed version of it will do, where a rule holds at all. */
export function checkFixedImage(image: string, rule: ImageRule, issues: Issues): void {
  checkImage(image, 'any', issues);
  const reference = parseImage(image);
  if (rule === 'any' || reference === undefined || reference.digest !== undefined) return;
  if (reference.tag !== undefined && reference.tag !== 'latest') return;
  issues.error(
    'image-rule',
    `image '${image}' has no fixed version: give it a tag other than 'latest', or a digest (@sha256:…)`,
  );
}

/** What stands in the label `app.kubernetes.io/version`: the tag, else the digest's first 12 digits. */
export function imageVersion(image: string): string {
  const reference = parseImage(image);
  return toLabelValue(reference?.tag ?? reference?.digest?.slice(7, 19) ?? 'latest');
}

/** Whether a tag fits one of the rule's patterns. */
export function takesTag(rule: Exclude<ImageRule, 'any'>, tag: string): boolean {
  return rule.tags.some((pattern) => matches(pattern, tag));
}

function matches(pattern: string, tag: string): boolean {
  const literal = pattern.split('*').map((part) => part.replace(/[\\^$.|?+()[\]{}]/g, '\\$&'));
  return new RegExp(`^${literal.join('.*')}$`).test(tag);
}
