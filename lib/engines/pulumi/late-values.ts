import { all, type Input, type Output, output } from '@pulumi/pulumi';
import { contentHash } from '../../model/names';
import { hasToken, splitTokens } from '../../model/token';

type Json = { readonly [field: string]: unknown };

/** Texts that are replaced wherever they stand, beside tokens: names that depend on a late value. */
export type Renamed = ReadonlyMap<string, Output<string>>;

/** The object with every late value in its place, as Pulumi takes it. */
export function lateValues(value: unknown, renamed: Renamed): Input<unknown> {
  if (typeof value === 'string') return lateText(value, renamed);
  if (Array.isArray(value)) return value.map((item) => lateValues(item, renamed));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, lateValues(item, renamed)]));
}

/**
 * A ConfigMap's name carries the hash of its content. Where the content has late values, so has the hash, and the name is
 * to be replaced in all objects.
 */
export function renamedConfigMaps(objects: readonly Json[]): Renamed {
  const late = objects.filter(
    (object) => object.kind === 'ConfigMap' && object.immutable === true && hasToken(JSON.stringify(object.data)),
  );
  return new Map(
    late.map((object) => {
      const { name } = object.metadata as { readonly name: string };
      const stem = name.slice(0, name.lastIndexOf('-'));
      const data = output(lateValues(object.data, new Map())) as Output<Record<string, string>>;
      return [name, data.apply((content) => `${stem}-${contentHash(content)}`)];
    }),
  );
}

function lateText(text: string, renamed: Renamed): Input<string> {
  const name = renamed.get(text);
  if (name) return name;
  if (!hasToken(text)) return text;
  const parts = splitTokens(text).map((part) => (typeof part === 'string' ? part : (part.late as Output<string>)));
  return all(parts).apply((known) => known.join(''));
}
