import { type Manifest, record } from '../../support/manifest';
import { table } from './table';

/** A row of the table as an object with a name of its own, so that an engine's answer can be told apart. */
export interface Row {
  readonly name: string;
  readonly what: string;
  readonly object: Manifest;
  readonly breaks: readonly string[];
}

export const rows: readonly Row[] = table.map(([what, object, breaks], index) => {
  const name = `row-${index + 1}`;
  return { name, what, object: { ...object, metadata: { ...record(object.metadata), name } }, breaks };
});

/** The rows as the API server hands them to who judges: it has put what names no namespace into `default`. */
export const admittedRows: readonly Row[] = rows.map((row) => {
  const metadata = record(row.object.metadata);
  return { ...row, object: { ...row.object, metadata: { ...metadata, namespace: metadata.namespace ?? 'default' } } };
});

/** What the table says, as an answer to compare an engine's with. */
export function expected(of: readonly Row[]): Readonly<Record<string, readonly string[]>> {
  return Object.fromEntries(of.map(({ name, what, breaks }) => [`${name}, ${what}`, breaks]));
}

/** What an engine says, given the messages that it has for each row. */
export function answered(of: readonly Row[], messages: (row: Row) => readonly string[]): ReturnType<typeof expected> {
  return Object.fromEntries(
    of.map((row) => {
      const rules = messages(row).map((message) => /breaks '([a-z-]+)'/.exec(message)?.[1] ?? message);
      return [`${row.name}, ${row.what}`, [...new Set(rules)].sort()];
    }),
  );
}
