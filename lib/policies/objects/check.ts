import { keysOf } from './fields';
import {
  CONTAINER_LISTS,
  type Condition,
  type ContainerScope,
  OBJECT_LISTS,
  type ObjectRule,
  objectRules,
  POD_SPECS,
} from './rules';

type Json = Readonly<Record<string, unknown>>;

/** A rule that an object breaks. */
export interface Violation {
  readonly rule: ObjectRule;
  /** Where in the object, like `spec.template.spec.containers[0].image`. */
  readonly location: string;
}

/** Something that a rule looks at, with the pod that it inherits from. */
interface Part {
  readonly value: Json;
  readonly at: string;
  readonly pod?: Json;
}

/** Which rules an object breaks, and where. */
export function violationsOf(object: Json): readonly Violation[] {
  return objectRules
    .filter(({ kinds }) => kinds === undefined || kinds.includes(String(object.kind)))
    .flatMap((rule) =>
      partsOf(object, rule.scope).flatMap((part) =>
        rule.must
          .filter((condition) => !holds(condition, part))
          .map(({ field }) => ({ rule, location: join(part.at, field.replaceAll('\\', '')) })),
      ),
    );
}

function partsOf(object: Json, scope: ObjectRule['scope']): readonly Part[] {
  if (scope === 'object') return [{ value: object, at: '' }];
  if (scope === 'clear-text') return clearText(object);
  if (isOf(OBJECT_LISTS, scope)) return listOf(object, OBJECT_LISTS[scope]);
  const pod = podOf(object);
  if (pod === undefined) return [];
  if (scope === 'pod') return [pod];
  if (scope === 'volume') return items(pod.value, 'volumes', pod.at);
  return containersOf(pod, scope);
}

function isOf<T extends object>(table: T, key: PropertyKey): key is keyof T {
  return Object.hasOwn(table, key);
}

function listOf(object: Json, path: string): readonly Part[] {
  const keys = path.split('.');
  const list = keys.pop()!;
  const at = keys.join('.');
  return items(record(at === '' ? object : read(object, at)), list, at);
}

function podOf(object: Json): Part | undefined {
  const kind = String(object.kind);
  if (!isOf(POD_SPECS, kind)) return undefined;
  const at = POD_SPECS[kind];
  return { value: record(read(object, at)), at };
}

function containersOf({ value, at }: Part, scope: ContainerScope): readonly Part[] {
  const all = CONTAINER_LISTS[scope].flatMap((list) => items(value, list, at)).map((part) => ({ ...part, pod: value }));
  return scope === 'served-container' ? all.filter(isServed) : all;
}

function isServed({ value }: Part): boolean {
  return items(value, 'ports', '').some((port) => holds({ field: 'protocol', absentOr: ['TCP'] }, port));
}

/** Values in clear text: of variables, and of a ConfigMap's keys. A variable that refers to its value has none. */
function clearText(object: Json): readonly Part[] {
  if (object.kind === 'ConfigMap') {
    return Object.keys(record(object.data)).map((name) => ({ value: { name }, at: `data.${name}` }));
  }
  const pod = podOf(object);
  if (pod === undefined) return [];
  return containersOf(pod, 'container')
    .flatMap(({ value, at }) => items(value, 'env', at))
    .filter(({ value }) => typeof value.value === 'string' && value.value !== '');
}

function holds(condition: Condition, part: Part): boolean {
  const own = read(part.value, condition.field);
  const value = own === undefined && condition.inherited ? read(part.pod ?? {}, condition.field) : own;
  if ('present' in condition) return value !== undefined;
  if ('filled' in condition) return Array.isArray(value) && value.length > 0;
  if ('absent' in condition) return value === undefined;
  if ('oneOf' in condition) return condition.oneOf.some((allowed) => allowed === value);
  if ('absentOr' in condition) return value === undefined || condition.absentOr.some((allowed) => allowed === value);
  return holdsOfText(condition, value);
}

function holdsOfText(
  condition: Extract<
    Condition,
    { includes: string } | { excludes: string } | { matches: string } | { matchesNot: string }
  >,
  value: unknown,
): boolean {
  const list = Array.isArray(value) ? value : [];
  const text = typeof value === 'string' ? value : '';
  if ('includes' in condition) return list.includes(condition.includes);
  if ('excludes' in condition) return !list.includes(condition.excludes);
  if ('matches' in condition) return new RegExp(condition.matches).test(text);
  return !new RegExp(condition.matchesNot).test(text);
}

/** A field by its path. An explicit null reads as absent, as the API server takes it. */
function read(value: Json, field: string): unknown {
  return keysOf(field).reduce<unknown>((found, key) => record(found)[key], value) ?? undefined;
}

function items(value: Json, list: string, at: string): readonly Part[] {
  const found = value[list];
  return Array.isArray(found)
    ? found.map((item, index) => ({ value: record(item), at: join(at, `${list}[${index}]`) }))
    : [];
}

function join(at: string, field: string): string {
  return at === '' ? field : `${at}.${field}`;
}

function record(value: unknown): Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
