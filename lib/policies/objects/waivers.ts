import { flawOf } from '../../model/waiver';

/** Somebody's word that objects may break a rule, for a time. */
export interface ObjectWaiver {
  /** The rule's name, as the report prints it: `pinned-image`. */
  readonly rule: string;
  /** Namespace of the objects. @default - every namespace */
  readonly namespace?: string;
  /** Kind and name of the one object, like `Deployment/orders`. @default - every object of the namespace */
  readonly object?: string;
  readonly reason: string;
  /** Who answers for it: a person or a team. */
  readonly owner: string;
  /** The last day on which it counts: `2027-03-31`. */
  readonly until: string;
}

/** The object that breaks a rule. */
export interface Breach {
  readonly rule: string;
  readonly namespace: string;
  /** Kind and name, like `Deployment/orders`. */
  readonly object: string;
}

export function covers(waiver: ObjectWaiver, { rule, namespace, object }: Breach): boolean {
  return (
    waiver.rule === rule &&
    (waiver.namespace ?? namespace) === namespace &&
    (waiver.object === undefined || waiver.object === object)
  );
}

/** What is wrong with waivers themselves: without reason or owner, expired, of no such rule, or not needed any more. */
export function waiverProblems(
  waivers: readonly ObjectWaiver[],
  breaches: readonly Breach[],
  { rules, today }: { readonly rules: readonly string[]; readonly today: string },
): readonly string[] {
  return waivers.flatMap((waiver) => {
    const { rule, namespace, object } = waiver;
    const named = [
      'waiver of',
      `'${rule}'`,
      ...(object ? ['for', object] : []),
      ...(namespace ? ['in', namespace] : []),
    ];
    const problem = rules.includes(rule) ? flawOf(waiver, today) : `names no rule: the rules are ${rules.join(', ')}`;
    if (problem !== undefined) return [`${named.join(' ')} ${problem}`];
    return breaches.some((breach) => covers(waiver, breach)) ? [] : [`${named.join(' ')} covers nothing: remove it`];
  });
}
