import type { Issue } from './issue';

/** Somebody's word that a warning is known and why it may stand, for a time. */
export interface Waiver {
  /** The warning's rule, as synth prints it: `isolated-service`. */
  readonly rule: string;
  /**
   * The service it is about, by name.
   * @default - every service of the environment
   */
  readonly service?: string;
  readonly reason: string;
  /** The last day on which it counts: `2027-03-31`. After it, the waiver itself is an error. */
  readonly until: string;
}

interface WaiverContext {
  /** Path of the environment. */
  readonly path: string;
  readonly today: string;
}

const DATE = /^\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])$/;

/** Turns waived warnings into notes; a waiver that has expired or meets nothing is an issue of its own. */
export function applyWaivers(
  issues: readonly Issue[],
  waivers: readonly Waiver[],
  { path, today }: WaiverContext,
): readonly Issue[] {
  const valid = waivers.filter(({ until }) => DATE.test(until) && until >= today);
  const waived = issues.map((issue) => {
    const waiver = issue.severity === 'warning' ? valid.find((candidate) => covers(candidate, issue)) : undefined;
    if (waiver === undefined) return issue;
    return {
      ...issue,
      severity: 'note' as const,
      message: `${issue.message} (waived until ${waiver.until}: ${waiver.reason})`,
    };
  });
  return [...waived, ...waivers.flatMap((waiver) => problems(waiver, issues, { path, today }))];
}

function covers({ rule, service }: Waiver, issue: Issue): boolean {
  return rule === issue.rule && (service === undefined || issue.path.split('/').at(-1) === service);
}

function problems(waiver: Waiver, issues: readonly Issue[], { path, today }: WaiverContext): readonly Issue[] {
  const { rule, service, reason, until } = waiver;
  const named = `waiver of '${rule}'${service === undefined ? '' : ` for '${service}'`}`;
  const error = (message: string): Issue => ({ severity: 'error', rule: 'waiver', message, path });
  if (!DATE.test(until)) return [error(`${named} ends on '${until}', which is no date: write it like '2027-03-31'`)];
  if (reason.trim() === '') return [error(`${named} has no reason: say why the warning may stand`)];
  if (until < today)
    return [error(`${named} expired on ${until}: mend what it covers, or decide again and set a later date`)];
  if (issues.some((issue) => issue.severity === 'warning' && covers(waiver, issue))) return [];
  return [{ severity: 'warning', rule: 'waiver-unused', message: `${named} covers nothing any more: remove it`, path }];
}
