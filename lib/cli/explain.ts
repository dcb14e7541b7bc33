import { isDeepStrictEqual } from 'node:util';
import type { ConfigEntry } from '../model/config';
import { type FieldPath, formatPath, leaves, parsePath, plainStep, stepsInto, valueAt } from './fields';
import type { Side } from './side';
import { trials } from './trials';
import { shownField } from './words';

export interface Explanation {
  readonly environment: string;
  /** `Deployment/orders` */
  readonly object: string;
  /** Path of the object in the program. */
  readonly path: string;
  /** Inputs without which the object would not be there; none: it comes with the service or environment. */
  readonly because: readonly string[];
  readonly fields: readonly ExplainedField[];
}

export interface ExplainedField {
  readonly path: FieldPath;
  readonly field: string;
  readonly value: unknown;
  /** Inputs that the value depends on; none: the library's own default. */
  readonly causes: readonly string[];
  /** The program changed what the library made. */
  readonly byProgram?: true;
  /** Of a configuration key: weaker layers with the values that this one hides. */
  readonly hides?: ConfigEntry['hidden'];
}

/** What each field of an object depends on, found by taking every input away and looking at what changes. */
export function explain(side: Side, object: string, path: string): Explanation {
  const json = side.objects.get(object)!;
  const wanted = parsePath(path);
  const fields = leaves(json).filter(([field]) =>
    wanted.every((step, index) => plainStep(field[index] ?? '') === step),
  );
  const { because, causes } = causesIn(side, object, fields);
  return {
    environment: side.name,
    object: `${json.kind}/${json.metadata.name}`,
    path: object,
    because,
    fields: fields.map(([field, value], index) => ({
      path: field,
      field: formatPath(field),
      value: shownField(json.kind, field, value),
      causes: causes[index]!,
      ...(changedByProgram(side, object, field) && { byProgram: true }),
      ...hiddenLayers(side, object, field),
    })),
  };
}

function causesIn(
  side: Side,
  object: string,
  fields: ReturnType<typeof leaves>,
): { readonly because: readonly string[]; readonly causes: readonly (readonly string[])[] } {
  const made = side.replayed.objects.get(object);
  const because = new Set<string>();
  const causes = fields.map(() => new Set<string>());
  for (const { names, objects } of made ? trials(side, object) : []) {
    const other = objects.get(object);
    const changed = other ? causes.filter((_, index) => dependsOn(made, other, fields[index]![0])) : [because];
    for (const set of changed) for (const name of names) set.add(name);
  }
  return { because: [...because], causes: causes.map((names) => [...names]) };
}

/** Steps that would lead on from where a path still meets something; empty: the path is good. */
export function unknownStep(json: unknown, path: string): { at: string; known: readonly string[] } | undefined {
  let at = json;
  const walked: string[] = [];
  for (const step of parsePath(path)) {
    const next = stepsInto(at).find(([name]) => plainStep(name) === step);
    if (!next) return { at: formatPath(walked), known: stepsInto(at).map(([name]) => plainStep(name)) };
    walked.push(next[0]);
    at = next[1];
  }
  return undefined;
}

/** Whether a field is another one there. Items of a list without names are the same wherever they stand in it. */
function dependsOn(one: unknown, other: unknown, [step, ...rest]: FieldPath): boolean {
  if (step === undefined) return !isDeepStrictEqual(one, other);
  if (Array.isArray(one) && /^\[\d+\]$/.test(step)) {
    const item = one[Number(step.slice(1, -1))];
    if (!Array.isArray(other)) return true;
    if (other.some((candidate) => isDeepStrictEqual(candidate, item))) return false;
    if (other.length !== one.length) return true;
  }
  const [next, counterpart] = [valueAt(one, [step]), valueAt(other, [step])];
  return dependsOn(next, counterpart, counterpart === undefined ? [] : rest);
}

function changedByProgram({ objects, replayed }: Side, object: string, field: FieldPath): boolean {
  return !isDeepStrictEqual(valueAt(objects.get(object), field), valueAt(replayed.objects.get(object), field));
}

function hiddenLayers({ replayed, name }: Side, object: string, field: FieldPath): Pick<ExplainedField, 'hides'> {
  if (field[0] !== 'data' || !object.endsWith('/ConfigMap')) return {};
  const node = replayed.environment.graph.node(`${name}/${object.slice(0, -'/ConfigMap'.length)}`);
  const entries = node?.kind === 'service' ? node.service.config.entries : [];
  const hidden = entries.find(({ key }) => key === field[1])?.hidden ?? [];
  return hidden.length > 0 ? { hides: hidden } : {};
}
