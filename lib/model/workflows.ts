import { parseImage } from './image';
import type { Issues } from './issue';
import { tiers } from './tiers';

/** How an image is built. */
export interface ImageBuild {
  /** Where it goes, without a tag: `ghcr.io/shop/orders`. All images of a repository go to one registry. */
  readonly repository: string;
  /** The folder that the build sees, from the root of the repository: `services/orders`. */
  readonly context: string;
  /**
   * The Dockerfile, from the root of the repository.
   * @default - `Dockerfile` in the context
   */
  readonly file?: string;
}

/** An environment that takes its images by a tag of the repository. */
export interface PromotionOptions {
  /** Its name, which is also that of GitHub's environment with its reviewers. */
  readonly environment: string;
  /** The tags that promote a commit to it (`*` stands for any text). */
  readonly tags: readonly string[];
  /** Its images lock, from the root of the repository. */
  readonly lock: string;
}

/** What a repository's workflow files are written from. */
export interface WorkflowOptions {
  /** The images that the repository builds, by service. */
  readonly images: Readonly<Record<string, ImageBuild>>;
  /** Who is told when a gate stops a commit: `@shop-owner`, or a team like `@shop/owners`. */
  readonly owner: string;
  /** Address of the SonarQube server, by https; its token is the secret `SONAR_TOKEN`. */
  readonly sonarQube: string;
  /**
   * Folder of the Rego rules that Open Policy Agent checks the manifests by, from the root of the repository.
   * @default 'policy'
   */
  readonly policies?: string;
  /**
   * Checks of kube-score that do not count, with the reason.
   * @default - all count
   */
  readonly ignoredChecks?: Readonly<Record<string, string>>;
  /**
   * The branch that is delivered.
   * @default 'main'
   */
  readonly branch?: string;
  /**
   * In the order of promotion: an environment takes only what the one before it has in its lock.
   * @default - staging by `release-v*` and prod by `stable-*`, with `environments/<environment>/images.json` as their locks
   */
  readonly promotions?: readonly PromotionOptions[];
}

export interface ResolvedPromotion extends PromotionOptions {
  /** The lock of the environment before this one. */
  readonly lockBefore?: string;
}

export interface ResolvedWorkflows extends Required<Omit<WorkflowOptions, 'images' | 'promotions'>> {
  readonly images: Readonly<Record<string, Required<ImageBuild>>>;
  readonly promotions: readonly ResolvedPromotion[];
  /** The registry's server. */
  readonly registry: string;
}

const PROMOTIONS: readonly PromotionOptions[] = (['staging', 'prod'] as const).map((environment) => ({
  environment,
  tags: tiers[environment].images.tags,
  lock: `environments/${environment}/images.json`,
}));

/** What may stand in a workflow: no text that a shell, YAML or GitHub's expressions would read as more than itself. */
const NAME = /^[a-z][a-z0-9-]*$/;
const PATH = /^(?!\/)(?!.*(^|\/)\.\.(\/|$))[\w./-]+$/;
const TAGS = /^[\w.*-]+$/;
const BRANCH = /^\w[\w./-]*$/;
const OWNER = /^@[\w-]+(\/[\w-]+)?$/;
const ADDRESS = /^https:\/\/[\w.-]+(:\d+)?(\/[\w./-]*)?$/;
const CHECK = /^[a-z][a-z0-9-]*$/;

/** Fills the defaults, and tells all that cannot stand in a workflow. */
export function resolveWorkflows(options: WorkflowOptions, issues: Issues): ResolvedWorkflows {
  const {
    policies = 'policy',
    branch = 'main',
    ignoredChecks = {},
    promotions = PROMOTIONS,
    owner,
    sonarQube,
  } = options;
  const check = checker(issues);
  check(OWNER, 'owner', owner, "a user or a team of GitHub, like '@shop/owners'");
  check(ADDRESS, 'sonarQube', sonarQube, "an address like 'https://sonar.example.com'");
  check(PATH, 'policies', policies, 'a folder of the repository, like policy');
  check(BRANCH, 'branch', branch, 'a branch, like main');
  for (const [name, reason] of Object.entries(ignoredChecks)) {
    check(CHECK, 'ignoredChecks', name, "a check of kube-score, like 'container-image-tag'");
    check(/\S/, `ignoredChecks['${name}']`, reason, 'the reason why it does not count');
  }
  return {
    policies,
    branch,
    ignoredChecks,
    owner,
    sonarQube,
    images: resolveImages(options.images, check),
    registry: registryOf(options.images, issues),
    promotions: resolvePromotions(promotions, issues),
  };
}

type Check = (pattern: RegExp, where: string, value: string, allowed: string) => void;

function checker(issues: Issues): Check {
  return (pattern, where, value, allowed) => {
    if (!pattern.test(value)) issues.error('workflows', `${where} is '${value}': give ${allowed}`);
  };
}

function resolveImages(images: WorkflowOptions['images'], check: Check): ResolvedWorkflows['images'] {
  const resolved = Object.entries(images).map(([service, { repository, context, file = `${context}/Dockerfile` }]) => {
    check(NAME, 'an image', service, "a service's name, like orders");
    check(PATH, `context of image ${service}`, context, 'a folder of the repository, like services/orders');
    check(PATH, `file of image ${service}`, file, 'a file of the repository, like services/orders/Dockerfile');
    return [service, { repository, context, file }] as const;
  });
  return Object.fromEntries(resolved);
}

function registryOf(images: WorkflowOptions['images'], issues: Issues): string {
  const servers = new Set(
    Object.entries(images).map(([service, { repository }]) => serverOf(service, repository, issues)),
  );
  const [server = '', ...others] = [...servers].filter((each) => each !== undefined);
  if (servers.size === 0) issues.error('workflows', 'images is empty: name the images that the repository builds');
  if (others.length > 0) {
    const named = [server, ...others].map((each) => `'${each}'`).join(', ');
    issues.error('workflows', `images go to the registries ${named}: give all of them one`);
  }
  return server;
}

function serverOf(service: string, repository: string, issues: Issues): string | undefined {
  const parsed = parseImage(repository);
  const [server = '', ...path] = repository.split('/');
  const bare = parsed !== undefined && parsed.tag === undefined && parsed.digest === undefined;
  if (bare && path.length > 0 && /[.:]/.test(server)) return server;
  issues.error(
    'workflows',
    `repository of image ${service} is '${repository}': give a registry and a name without tag, like 'ghcr.io/shop/orders'`,
  );
  return undefined;
}

function resolvePromotions(promotions: readonly PromotionOptions[], issues: Issues): readonly ResolvedPromotion[] {
  const check = checker(issues);
  return promotions.map(({ environment, tags, lock }, index) => {
    check(NAME, 'environment of a promotion', environment, 'a name like staging');
    check(PATH, `lock of ${environment}`, lock, 'a file of the repository, like environments/staging/images.json');
    for (const tag of tags) check(TAGS, `a tag of ${environment}`, tag, "a tag or a pattern, like 'release-v*'");
    if (tags.length === 0)
      issues.error('workflows', `tags of ${environment} is empty: nothing would be promoted to it`);
    if (promotions.findIndex((other) => other.environment === environment) !== index) {
      issues.error('workflows', `environment ${environment} has two promotions: keep one of them`);
    }
    const before = promotions[index - 1];
    return { environment, tags, lock, ...(before && { lockBefore: before.lock }) };
  });
}
