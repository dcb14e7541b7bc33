import type { Issues } from './issue';

/** A key of a Secret in the environment's namespace. */
export interface SecretKey {
  readonly secret: string;
  readonly key: string;
}

/** Where the alerts of an owner go. */
export type AlertReceiver =
  | { readonly slack: { readonly channel: string; readonly apiUrl: SecretKey } }
  | { readonly pagerDuty: { readonly routingKey: SecretKey } }
  | { readonly webhook: { readonly url: SecretKey } };

/** How fast an error budget is spent: so many times as fast as would use it up in exactly 30 days. */
export interface BurnRate {
  readonly severity: 'page' | 'ticket';
  readonly factor: number;
  /** Says that it matters. */
  readonly long: string;
  /** Says that it goes on: a twelfth of the long one. */
  readonly short: string;
}

/** The SRE workbook's table for an objective over 30 days: https://sre.google/workbook/alerting-on-slos, section 6. */
export const BURN_RATES: readonly BurnRate[] = [
  { severity: 'page', factor: 14.4, long: '1h', short: '5m' },
  { severity: 'page', factor: 6, long: '6h', short: '30m' },
  { severity: 'ticket', factor: 3, long: '1d', short: '2h' },
  { severity: 'ticket', factor: 1, long: '3d', short: '6h' },
];

/** The windows of the table, from short to long. */
export const WINDOWS = ['5m', '30m', '1h', '2h', '6h', '1d', '3d'] as const;

/** Too many errors, whatever is promised: the feedback of a release. */
export const TOO_MANY_ERRORS = {
  alert: 'TooManyErrors',
  ratio: 0.05,
  for: '5m',
  /** Requests a second: one failure of three requests in the night is no outage. */
  leastRate: 0.2,
} as const;

/** Messages that a consumer group may have before it, where it is not scaled by them. */
export const TOO_FAR_BEHIND = { messages: 1000, for: '10m' } as const;

export function checkRunbook(runbook: string, issues: Issues): void {
  if (URL.canParse(runbook) && /^https?:$/.test(new URL(runbook).protocol)) return;
  issues.error('runbook', `runbook '${runbook}' must be a web address, like 'https://runbooks.example.com/orders'`);
}
