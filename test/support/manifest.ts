export type Json = Readonly<Record<string, unknown>>;

/** A Kubernetes object as plain data: what one YAML document parses to. */
export type Manifest = Json;

export function isRecord(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The field of an object that holds an object; an absent one reads as empty. */
export function record(value: unknown): Json {
  return isRecord(value) ? value : {};
}

/** The items of a list of objects; an absent list reads as empty. */
export function records(value: unknown): Json[] {
  return Array.isArray(value) ? value.map(record) : [];
}

export function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

/** What a reader needs to find the object again: `Deployment shop/orders`. */
export function nameOf(manifest: Manifest): string {
  const { namespace, name } = record(manifest.metadata);
  const path = [namespace, name].filter((part) => typeof part === 'string').join('/');
  return `${text(manifest.kind)} ${path}`.trim();
}
