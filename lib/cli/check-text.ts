import { formatIssue, type Severity } from '../model/issue';
import type { CheckedEnvironment, CheckedPromotion, CheckReport } from './check';

const DAY_MS = 86_400_000;

/** The report for a person. `today` is a date like `2027-03-31`. */
export function checkText({ environments, promotions }: CheckReport, today: string): string {
  return [
    ...environments.flatMap((one) => environmentLines(one, today)),
    ...promotions.flatMap(promotionLines),
    '',
  ].join('\n');
}

function environmentLines({ name, issues, waivers }: CheckedEnvironment, today: string): readonly string[] {
  const count = (severity: Severity): string => {
    const { length } = issues.filter((issue) => issue.severity === severity);
    return `${length} ${severity}${length === 1 ? '' : 's'}`;
  };
  return [
    `${name}: ${count('error')}, ${count('warning')}, ${count('note')}`,
    ...issues.map((issue) => `  ${formatIssue(issue)} (${issue.rule})`),
    ...waivers.map(({ rule, service, object, owner, until }) => {
      const days = Math.round((Date.parse(until) - Date.parse(today)) / DAY_MS);
      const about = [service, object].flatMap((one) => (one === undefined ? [] : [` for ${one}`])).join('');
      return `  waiver of ${rule}${about} by ${owner} until ${until} (${days} days)`;
    }),
  ];
}

function promotionLines({ from, to, findings }: CheckedPromotion): readonly string[] {
  if (findings === undefined) return [`${from} → ${to}: not compared, because of the errors above`];
  const result = findings.length === 0 ? 'nothing stands between them' : `${findings.length} to mend`;
  return [`${from} → ${to}: ${result}`, ...findings.map(({ rule, message }) => `  ${message} (${rule})`)];
}
