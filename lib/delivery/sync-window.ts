import type { Issues } from '../model/issue';
import { type DurationLike, toSeconds } from '../model/units';

/** A time in which syncs are allowed, or denied. Where one allows, the rest of the time is denied; a denial is stronger. */
export interface SyncWindow {
  readonly kind: 'allow' | 'deny';
  /** When it opens, as cron has it: `'0 9 * * 1-4'` is 9:00 from Monday to Thursday. */
  readonly schedule: string;
  /** How long it stays open: whole minutes. */
  readonly duration: DurationLike;
  /**
   * Name of the zone that the schedule is in, like `'Europe/Berlin'`.
   * @default 'UTC'
   */
  readonly timeZone?: string;
}

export interface ArgoSyncWindow {
  readonly kind: string;
  readonly schedule: string;
  readonly duration: string;
  readonly timeZone: string;
  readonly applications: string[];
}

/** A window closes manual syncs too: where Argo CD does not follow Git by itself, there are no others. */
export function argoSyncWindow({ kind, schedule, duration, timeZone = 'UTC' }: SyncWindow): ArgoSyncWindow {
  return { kind, schedule, duration: `${toSeconds(duration) / 60}m`, timeZone, applications: ['*'] };
}

const CRON_FIELD = /^[\d*,/A-Za-z-]+$/;

export function checkSyncWindow({ schedule, duration, timeZone }: SyncWindow, issues: Issues): void {
  const fields = schedule.split(' ');
  if (fields.length !== 5 || !fields.every((field) => CRON_FIELD.test(field))) {
    issues.error(
      'sync-window',
      `schedule '${schedule}' must be five fields of cron with one space between them, like '0 9 * * 1-4'`,
    );
  }
  const seconds = toSeconds(duration);
  if (seconds < 60 || seconds % 60 !== 0)
    issues.error('sync-window', `a sync window lasts ${seconds} s: it must be whole minutes, at least one`);
  if (timeZone !== undefined && !isTimeZone(timeZone))
    issues.error('sync-window', `time zone '${timeZone}' is not known: write it like 'Europe/Berlin'`);
}

function isTimeZone(timeZone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone });
    return true;
  } catch {
    return false;
  }
}
