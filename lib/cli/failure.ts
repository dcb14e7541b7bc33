/** What the user can mend: it is told without a stack. */
export class Failure extends Error {}

/** The known name that is meant, most likely. */
export function closest(name: string, known: readonly string[]): string | undefined {
  const ranked = known.map((one) => ({ one, distance: distance(name.toLowerCase(), one.toLowerCase()) }));
  const best = ranked.sort((a, b) => a.distance - b.distance)[0];
  return best && best.distance <= Math.max(2, name.length / 3) ? best.one : undefined;
}

/** Says what is unknown, what was meant most likely, and what there is. */
export function unknown(what: string, name: string, known: readonly string[]): Failure {
  const meant = closest(name, known);
  const hint = meant === undefined ? '' : `: did you mean '${meant}'?`;
  return new Failure(
    `there is no ${what} '${name}'${hint}${hint ? ' There' : ': there'} is ${known.join(', ') || 'none'}`,
  );
}

/** Levenshtein's: how many letters must be put in, taken out or exchanged. */
function distance(a: string, b: string): number {
  let row = [...Array(b.length + 1).keys()];
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next[j] = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    row = next;
  }
  return row[b.length]!;
}
