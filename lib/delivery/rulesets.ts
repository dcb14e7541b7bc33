import { groupBy } from '../model/group';
import type { Delivered } from './delivered';

/** A ruleset of GitHub, as `POST /repos/{owner}/{repo}/rulesets` takes it. */
export interface Ruleset {
  readonly name: string;
  readonly target: 'branch';
  readonly enforcement: 'active';
  readonly bypass_actors: never[];
  readonly conditions: { readonly ref_name: { readonly include: string[]; readonly exclude: string[] } };
  readonly rules: RulesetRule[];
}

export type RulesetRule =
  | { readonly type: 'deletion' | 'non_fast_forward' }
  | { readonly type: 'pull_request'; readonly parameters: PullRequestParameters };

export interface PullRequestParameters {
  readonly required_approving_review_count: number;
  readonly require_code_owner_review: boolean;
  readonly require_last_push_approval: boolean;
  readonly dismiss_stale_reviews_on_push: boolean;
  readonly required_review_thread_resolution: boolean;
}

/**
 * What a branch asks of a pull request: as many approvals as the strictest environment that is read from it. GitHub knows
 * no such rule by folder, so whoever wants dev to move without approvals gives it a branch of its own.
 */
export function rulesets(name: string, delivered: readonly Delivered[]): readonly Ruleset[] {
  return [...groupBy(delivered, ({ branch }) => branch)]
    .map(([branch, on]) => ({ branch, approvals: Math.max(...on.map(({ rule }) => rule.approvals)) }))
    .filter(({ approvals }) => approvals > 0)
    .sort((a, b) => (a.branch < b.branch ? -1 : 1))
    .map(({ branch, approvals }) => ruleset(`${name}: ${branch}`, branch, approvals));
}

function ruleset(name: string, branch: string, approvals: number): Ruleset {
  return {
    name,
    target: 'branch',
    enforcement: 'active',
    // Nobody passes by, administrators included.
    bypass_actors: [],
    conditions: { ref_name: { include: [`refs/heads/${branch}`], exclude: [] } },
    rules: [
      { type: 'deletion' },
      { type: 'non_fast_forward' },
      {
        type: 'pull_request',
        parameters: {
          required_approving_review_count: approvals,
          require_code_owner_review: true,
          // Whoever pushed last cannot alone approve it.
          require_last_push_approval: true,
          dismiss_stale_reviews_on_push: true,
          required_review_thread_resolution: true,
        },
      },
    ],
  };
}
