import type { Issue } from './issue';

/** Somebody's word that a warning, or an object that breaks a rule, is known and why it may stand, for a time. */
export interface Waiver {
  /** The rule's name, as synth prints it: `isolated-service`, `pinned-image`. */
  readonly rule: string;
  /**
   * The service it is about, by name.
   * @default - every service of the environment
   */
  readonly service?: string;
  /**
   * Kind and name of the object it is about, like `Deployment/cache`.
   * @default - every object of the environment
   */
  readonly object?: string;
  readonly reason: string;
  /** Who answers for it: a person or a team. */
  readonly owner: string;
  /** The last day on which it counts: `2027-03-31`. After it, the waiver itself is an error. */
  readonly until: string;
}

interface WaiverContext {
  /** Path of the environment. */
  readonly path: string;
  readonly today: string;
}

const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Turns what is waived, warnings and objects that break a rule, into notes; a waiver that has expired or meets nothing is an issue of its own. */
export function applyWaivers(
  issues: readonly Issue[],
  waivers: readonly Waiver[],
  { path, today }: WaiverContext,
): readonly Issue[] {
  const valid = waivers.filter(({ until }) => DATE.test(until) && until >= today);
  const waived = issues.map((issue) => {
    const waiver = valid.find((candidate) => covers(candidate, issue));
    if (waiver === undefined) return issue;
    return {
      ...issue,
      severity: 'note' as const,
      message: `${issue.message} (waived by ${waiver.owner} until ${waiver.until}: ${waiver.reason})`,
    };
  });
  return [...waived, ...waivers.flatMap((waiver) => problems(waiver, issues, { path, today }))];
}

function covers({ rule, service, object }: Waiver, issue: Issue): boolean {
  if (issue.severity !== 'warning' && issue.object === undefined) return false;
  return (
    rule === issue.rule &&
    (service === undefined || issue.path.split('/').at(-1) === service) &&
    (object === undefined || issue.object === object)
  );
}

function problems(waiver: Waiver, issues: readonly Issue[], { path, today }: WaiverContext): readonly Issue[] {
  const { rule, service, object } = waiver;
  const about = [service, object].filter((one) => one !== undefined);
  const named = `waiver of '${rule}'${about.map((one) => ` for '${one}'`).join('')}`;
  const flaw = flawOf(waiver, today);
  if (flaw !== undefined) return [{ severity: 'error', rule: 'waiver', message: `${named} ${flaw}`, path }];
  if (issues.some((issue) => covers(waiver, issue))) return [];
  return [{ severity: 'warning', rule: 'waiver-unused', message: `${named} covers nothing any more: remove it`, path }];
}

/** What is wrong with a waiver whatever it covers. It may come from a YAML file, so nothing in it is sure. */
export function flawOf(
  { reason, owner, until }: Readonly<Record<'reason' | 'owner' | 'until', unknown>>,
  today: string,
): string | undefined {
  if (typeof until !== 'string' || !DATE.test(until)) {
    return `ends on '${until}', which is no date: write it like '2027-03-31'`;
  }
  if (!said(reason)) return 'has no reason: say why it may stand';
  if (!said(owner)) return 'has no owner: say who answers for it';
  return until < today ? `expired on ${until}: mend what it covers, or decide again and set a later date` : undefined;
}

function said(text: unknown): boolean {
  return typeof text === 'string' && text.trim() !== '';
}
