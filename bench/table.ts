import { goalsTable } from './goals';
import type { Results } from './results';
import { type Table, tables } from './rows';

/** The results for a terminal. */
export function table(results: Results): string {
  const goals = goalsTable(results);
  return [...tables(results), ...(goals.rows.length > 0 ? [goals] : [])]
    .map((one) => `${one.title}\n${lines(one).join('\n')}\n`)
    .join('\n');
}

function lines({ header, rows }: Table): string[] {
  const all = [header, ...rows];
  const widths = header.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all.map((row) =>
    row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0]!) : cell.padStart(widths[column]!))).join('  '),
  );
}
