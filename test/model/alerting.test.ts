import { BURN_RATES, WINDOWS } from '../../lib/model/alerting';

/** The workbook's own columns: the part of the budget that is gone when the alert fires, and over how long. */
const PUBLISHED = [
  { severity: 'page', budgetPercent: 2, hours: 1, shortMinutes: 5, factor: 14.4 },
  { severity: 'page', budgetPercent: 5, hours: 6, shortMinutes: 30, factor: 6 },
  { severity: 'ticket', budgetPercent: 10, hours: 24, shortMinutes: 120, factor: 3 },
  { severity: 'ticket', budgetPercent: 10, hours: 72, shortMinutes: 360, factor: 1 },
] as const;

const HOURS_OF_30_DAYS = 720;

function minutes(window: string): number {
  return Number.parseInt(window, 10) * ({ m: 1, h: 60, d: 1440 }[window.at(-1)!] ?? Number.NaN);
}

test('the burn rates are those of the SRE workbook', () => {
  const ours = BURN_RATES.map(({ severity, factor, long, short }) => ({
    severity,
    budgetPercent: ((factor * minutes(long)) / 60 / HOURS_OF_30_DAYS) * 100,
    hours: minutes(long) / 60,
    shortMinutes: minutes(short),
    factor,
  }));
  expect(ours).toEqual(PUBLISHED.map((row) => ({ ...row, budgetPercent: expect.closeTo(row.budgetPercent, 9) })));
});

test('every window of the table is recorded, from short to long', () => {
  const asked = BURN_RATES.flatMap(({ long, short }) => [long, short]);
  expect([...WINDOWS].sort((a, b) => minutes(a) - minutes(b))).toEqual([...WINDOWS]);
  expect(new Set<string>(WINDOWS)).toEqual(new Set(asked));
});
