import type { ResolvedEnvironment } from '../../model/environment';
import { type ObjectRule, objectRules } from './rules';

/** Objects of a namespace that may break a rule. */
export interface Exempted {
  readonly namespace: string;
  /** Kind and name, like `Deployment/orders`. Undefined: all objects of the namespace. */
  readonly object: string | undefined;
  /** The last day; undefined: as long as the environment is as it is. */
  readonly until: string | undefined;
}

/** A rule with the objects that it leaves out. */
export interface EnforcedRule {
  readonly rule: ObjectRule;
  readonly exempted: readonly Exempted[];
}

/** All rules, as the environments and their waivers have them. */
export function enforcedRules(environments: readonly ResolvedEnvironment[]): readonly EnforcedRule[] {
  return objectRules.map((rule) => ({ rule, exempted: environments.flatMap((one) => exemptedBy(one, rule.name)) }));
}

function exemptedBy(environment: ResolvedEnvironment, rule: string): readonly Exempted[] {
  const { namespace, waivers } = environment;
  const waived = waivers
    .filter((waiver) => waiver.rule === rule)
    .map(({ object, until }) => ({ namespace, object, until }));
  return holdsIn(environment, rule) ? waived : [{ namespace, object: undefined, until: undefined }];
}

/** An environment that takes images by any tag takes `latest` too. */
export function holdsIn({ images }: ResolvedEnvironment, rule: string): boolean {
  return rule !== 'pinned-image' || images !== 'any';
}
