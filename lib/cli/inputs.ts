import type { Fields, Said } from './recording';

/** One thing that a program says, as small as it can be exchanged: a prop, a key of the configuration, an edge. */
export interface Input {
  /** The same in every environment of a program. */
  readonly id: string;
  /** Path of the construct from its environment; empty: the environment itself. */
  readonly subject: string;
  readonly as: Said['as'];
  /** The way to it within the props; empty: that the construct is there at all, or the edge. */
  readonly name: readonly string[];
  readonly value: unknown;
}

export type Inputs = ReadonlyMap<string, Input>;

/** Props whose entries stand for themselves; `deeper` names those whose entries are taken apart again. */
const RECORDS: ReadonlySet<string> = new Set(['config', 'platformConfig', 'secrets', 'labels', 'ports', 'sidecars']);
const EDGES: ReadonlySet<Said['as']> = new Set(['upstream', 'produces', 'consumes']);

/** Everything that was said of an environment, one by one. The environment's own name is an input too. */
export function inputsOf(environment: string, said: readonly Said[]): Inputs {
  const overrides = new Map<string, number>();
  const inputs = said.flatMap((one) => {
    if (EDGES.has(one.as)) return [edgeInput(one)];
    if (one.as === 'override') return [overrideInput(one, overrides)];
    const self = make(one, [], one.subject === '' ? environment : one.as);
    return [self, ...flatten(one.said as Fields, []).map(([name, value]) => make(one, name, value))];
  });
  return new Map(inputs.map((input) => [input.id, input]));
}

/** An edge is known by where it leads, and by its port where it names one. */
function edgeInput(one: Said): Input {
  const said = one.said as Fields;
  const options = '$construct' in said ? { [one.as === 'upstream' ? 'service' : 'topic']: said } : said;
  const end = (options.service ?? options.topic) as { readonly $construct: string };
  const more = [options.port, options.variable].filter((text) => text !== undefined).map(String);
  return make(one, [end.$construct, ...more], options);
}

/** Several overrides of one object are told apart by their order. */
function overrideInput(one: Said, before: Map<string, number>): Input {
  const kind = String((one.said as Fields).kind);
  const key = `${one.subject} ${kind}`;
  const index = before.get(key) ?? 0;
  before.set(key, index + 1);
  return make(one, [kind, ...(index > 0 ? [String(index + 1)] : [])], one.said);
}

function make({ subject, as }: Pick<Said, 'subject' | 'as'>, name: readonly string[], value: unknown): Input {
  return { id: JSON.stringify([subject, as, ...name]), subject, as, name, value };
}

type Entry = readonly [name: readonly string[], value: unknown];

function flatten(props: Fields, at: readonly string[]): readonly Entry[] {
  return Object.entries(props).flatMap(([key, value]): readonly Entry[] => {
    if (value === undefined) return [];
    const name = [...at, key];
    if (key === 'services' && isFields(value)) {
      return Object.entries(value).flatMap(([service, here]) => flatten(here as Fields, [...name, service]));
    }
    if (RECORDS.has(key) && isFields(value)) {
      return Object.entries(value).map(([entry, item]): Entry => [[...name, entry], item]);
    }
    return [[name, value]];
  });
}

/** The props again, from the inputs of one construct. */
export function propsOf(inputs: readonly Input[]): Fields {
  const props: Record<string, unknown> = {};
  for (const { name, value } of inputs) {
    if (name.length === 0) continue;
    let at = props;
    for (const key of name.slice(0, -1)) {
      at[key] ??= {};
      at = at[key] as Record<string, unknown>;
    }
    at[name.at(-1)!] = value;
  }
  return props;
}

/** The inputs with some of them exchanged; undefined takes one away. */
export function exchanged(inputs: Inputs, others: Iterable<readonly [id: string, input: Input | undefined]>): Inputs {
  const changed = new Map(inputs);
  for (const [id, input] of others) {
    if (input) changed.set(id, input);
    else changed.delete(id);
  }
  return changed;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
