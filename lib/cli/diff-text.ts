import { groupBy } from '../model/group';
import type { Affected } from './affected';
import type { Difference, DiffReport, NamedCause } from './diff';
import { valueText } from './words';

const UNKNOWN_CAUSE =
  'no single input: the program itself, by objects and patches of its own, or several inputs together';
const MOST_NAMES = 3;

/** The report for a person: by cause, then by what it did; the same change of many objects stands on one line. */
export function diffText({ left, right, differences, affected }: DiffReport): string {
  if (differences.length === 0) return `${left} → ${right}: no difference\n`;
  const groups = [...groupBy(differences, ({ causes }) => JSON.stringify(causes)).values()];
  return [
    `${left} → ${right}: ${summary(differences)}`,
    ...groups.sort(bySimplest).flatMap((group) => ['', ...causeLines(group[0]!.causes), ...changeLines(group)]),
    ...affectedLines(affected),
    '',
  ].join('\n');
}

/** One cause alone tells more than several together. */
function bySimplest([a]: readonly Difference[], [b]: readonly Difference[]): number {
  return a!.causes.length - b!.causes.length;
}

function summary(differences: readonly Difference[]): string {
  const of = (change: Difference['change']): readonly Difference[] =>
    differences.filter((one) => one.change === change);
  const changed = of('changed');
  const objects = new Set(changed.map(({ object }) => object)).size;
  return [
    `${count(of('added').length, 'object')} more`,
    `${of('removed').length} fewer`,
    `${count(changed.length, 'field')} of ${objects} others`,
  ].join(', ');
}

function causeLines(causes: readonly NamedCause[]): readonly string[] {
  if (causes.length === 0) return [UNKNOWN_CAUSE];
  return causes.map((cause, index) => `${index === 0 ? '' : '  and '}${cause.name}: ${change(cause)}`);
}

function change({ left, right }: { readonly left?: unknown; readonly right?: unknown }): string {
  return `${valueText(left)} → ${valueText(right)}`;
}

function changeLines(group: readonly Difference[]): readonly string[] {
  const whole = group.filter(({ change: kind }) => kind !== 'changed');
  const same = groupBy(
    group.filter(({ change: kind }) => kind === 'changed'),
    (one) => `${one.field}: ${change(one)}`,
  );
  const byObjects = groupBy([...same], ([, ones]) => names(ones.map(({ object }) => object)));
  return [
    ...whole.map((one) => `  ${one.change === 'added' ? '+' : '-'} ${one.object}`),
    ...[...byObjects].flatMap(([objects, lines]) => [`  ~ ${objects}`, ...lines.map(([text]) => `      ${text}`)]),
  ];
}

function names(objects: readonly string[]): string {
  const all = [...new Set(objects)];
  const shown = all.length > MOST_NAMES ? all.slice(0, MOST_NAMES - 1) : all;
  const rest = all.length - shown.length;
  return `${shown.join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}

function affectedLines(affected: readonly Affected[]): readonly string[] {
  if (affected.length === 0) return [];
  const told = affected.map((one) => ({ one, text: users(one) }));
  const alone = told.filter(({ text }) => text === '').map(({ one }) => one.name);
  return [
    '',
    'who uses what is not the same',
    ...told.filter(({ text }) => text !== '').map(({ one, text }) => `  ${one.kind} ${one.name}: ${text}`),
    ...(alone.length > 0 ? [`  nobody in the system: ${alone.join(', ')}`] : []),
  ];
}

function users({ callers, producers, consumers }: Affected): string {
  const parts = [
    ...(callers.length > 0 ? [`called by ${callers.join(', ')}`] : []),
    ...(producers.length > 0 ? [`written by ${producers.join(', ')}`] : []),
    ...(consumers.length > 0 ? [`read by ${consumers.join(', ')}`] : []),
  ];
  return parts.join('; ');
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
