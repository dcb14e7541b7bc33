import type { Construct } from 'constructs';
import type { Issues } from '../model/issue';
import { isDnsLabel } from '../model/names';
import type { Delivered } from './delivered';
import { checkSyncWindow } from './sync-window';

interface Deliveries extends Construct {
  readonly delivered: readonly Delivered[];
}

interface Place {
  readonly repository: string;
  readonly folder?: string;
  readonly namespace?: string;
}

const REPOSITORY = /^(?:(?:https|http|ssh|file):\/\/\S+|[\w.-]+@[\w.-]+:\S+)$/;
const PASSWORD = /^\w+:\/\/[^/@]*:[^/@]*@/;
const REVIEWER = /^@[A-Za-z0-9][A-Za-z0-9-]*(\/[A-Za-z0-9][\w.-]*)?$/;
const FOLDER = /^[\w.-]+(\/[\w.-]+)*$/;
const BRANCH = /^[\w][\w./-]*$/;

export function checkDelivery(delivery: Deliveries, place: Place, issues: Issues): void {
  checkPlace(delivery.node.id, place, issues);
  const { delivered } = delivery;
  if (delivered.length === 0)
    issues.error('delivery', 'no environment is delivered: give environments: [{ environment: dev }]');
  const seen = new Set<string>();
  for (const one of delivered) {
    const { node, resolved } = one.environment;
    if (seen.has(node.id)) issues.error('delivery', `environment '${resolved.name}' is given twice: give it once`);
    seen.add(node.id);
    if (node.root !== delivery.node.root)
      issues.error('delivery', `environment '${resolved.name}' stands in another app: make both in the scope of one`);
    checkGates(one, issues);
  }
}

function checkPlace(id: string, { repository, folder, namespace }: Place, issues: Issues): void {
  if (!isDnsLabel(id))
    issues.error('delivery', `'${id}' names Argo CD's objects: it must be a DNS label (a-z, 0-9, '-'; at most 63)`);
  if (PASSWORD.test(repository)) {
    issues.error(
      'repository',
      'the repository has a password in its address: give Argo CD the credentials in a Secret of its own, and the address without',
    );
  } else if (!REPOSITORY.test(repository)) {
    issues.error(
      'repository',
      `repository '${repository}' is no address of Git: write it like 'https://git.example/shop.git' or 'git@git.example:shop.git'`,
    );
  }
  if (folder !== undefined && (!FOLDER.test(folder) || folder.split('/').includes('..')))
    issues.error('delivery', `folder '${folder}' must be a path within the repository, like 'dist'`);
  if (namespace !== undefined && !isDnsLabel(namespace))
    issues.error('delivery', `namespace '${namespace}' must be a DNS label (a-z, 0-9, '-'; at most 63)`);
}

function checkGates(delivered: Delivered, issues: Issues): void {
  const { environment, branch, reviewers, rule, syncWindows } = delivered;
  const { name, images } = environment.resolved;
  if (!BRANCH.test(branch))
    issues.error('delivery', `branch '${branch}' of environment '${name}' is no name of a branch`);
  if (rule.approvals > 0 && images === 'any') {
    issues.error(
      'delivery-images',
      `environment '${name}' takes any image, and a tag that moves passes every approval: give it images: { tags: ['stable-*'] }`,
    );
  }
  for (const reviewer of reviewers.filter((text) => !REVIEWER.test(text)))
    issues.error(
      'reviewers',
      `reviewer '${reviewer}' must be a team or a user of GitHub: '@example/shop-operators', '@alice'`,
    );
  if (rule.approvals > 1 && !areTwo(reviewers)) {
    issues.error(
      'reviewers',
      `environment '${name}' needs ${rule.approvals} approvals, and has ${reviewers.length === 0 ? 'no reviewers' : `only ${reviewers[0]}`}: give reviewers a team, or two people`,
    );
  }
  for (const window of syncWindows) checkSyncWindow(window, issues);
}

/** A team has several people, as far as can be known here. */
function areTwo(reviewers: readonly string[]): boolean {
  return new Set(reviewers).size > 1 || reviewers.some((reviewer) => reviewer.includes('/'));
}
