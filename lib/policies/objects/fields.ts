/** The keys of a rule's field: `\.` is a dot within one. */
export function keysOf(field: string): readonly string[] {
  return field.split(/(?<!\\)\./).map((key) => key.replaceAll('\\', ''));
}
