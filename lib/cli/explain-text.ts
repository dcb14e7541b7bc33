import type { ExplainedField, Explanation } from './explain';
import { formatPath } from './fields';
import { valueText } from './words';

const LONGEST_VALUE = 60;

/** The explanation for a person: one line a field, or a part of the object that all comes from the same. */
export function explainText({ environment, object, path, because, fields }: Explanation): string {
  const byProgram = fields.every((field) => field.byProgram);
  const always = byProgram ? 'by the program itself' : 'with what it belongs to, always';
  const reason = because.length > 0 ? `because of ${because.join(' + ')}` : always;
  return [
    `${object} in ${environment} (${path})`,
    `is there ${reason}; a field without an arrow is a default or a name`,
    '',
    ...linesOf(fields, sharedSteps(fields)),
    '',
  ].join('\n');
}

/** How far all of them go the same way: what a person asked for is not told together. */
function sharedSteps([first, ...others]: readonly ExplainedField[]): number {
  const differs = first!.path.findIndex((step, index) => others.some(({ path }) => path[index] !== step));
  return Math.max(0, differs);
}

/** Fields under one step are told together where all of them have the same causes and there is more than one. */
function linesOf(fields: readonly ExplainedField[], depth: number): readonly string[] {
  const parts: ExplainedField[][] = [];
  for (const field of fields) {
    const last = parts.at(-1);
    if (last && last[0]!.path[depth] === field.path[depth]) last.push(field);
    else parts.push([field]);
  }
  return parts.flatMap((part) => {
    if (part.length === 1) return [lineOf(part[0]!)];
    const causes = new Set(part.map(causeText));
    if (causes.size > 1 || depth === 0) return linesOf(part, depth + 1);
    const value = part.find(({ path }) => path.at(-1) === 'value');
    if (part.length === 2 && value) return [lineOf(value)];
    const at = formatPath(part[0]!.path.slice(0, depth + 1));
    return [`${at}: (${part.length} fields)${causeText(part[0]!)}`];
  });
}

function lineOf(explained: ExplainedField): string {
  return `${explained.field}: ${valueText(explained.value, LONGEST_VALUE)}${causeText(explained)}`;
}

function causeText({ causes, byProgram, hides = [] }: ExplainedField): string {
  if (byProgram) return '  ← the program itself, which changed what the library made';
  const hidden = hides.map(({ layer, value }) => `, hides ${JSON.stringify(value)} of layer ${layer}`).join('');
  return causes.length === 0 ? '' : `  ← ${causes.join(' + ')}${hidden}`;
}
