import type { Environment } from './environment';
import { enforcedRules } from './policies/objects/enforced';
import { regoOf } from './policies/objects/rego';

const HEAD = `# What an object must be, for conftest and Open Policy Agent. Written by cdk8s-fairway from the program; change it there.
package fairway

subject := input

deny contains msg if some msg in broken
`;

/**
 * The rules on objects in Rego, by path: conftest reads them from `policy/` in the workflow of `workflowFiles`. What the
 * environments waive is left out until its last day.
 */
export function policyFiles(environments: readonly Environment[]): ReadonlyMap<string, string> {
  const rules = enforcedRules(environments.map(({ resolved }) => resolved));
  return new Map([['policy/fairway.rego', `${HEAD}${regoOf(rules)}`]]);
}
