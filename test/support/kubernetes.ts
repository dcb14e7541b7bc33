import { type Json, record, records, text } from './manifest';

/** The rules of the API server for names, written down here once more: a test must not trust the code that it tests. */
const DNS_LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_1035_LABEL = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const DNS_SUBDOMAIN = /^(?=.{1,253}$)[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const QUALIFIED = /^([a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?\/)?[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/;
const LABEL_VALUE = /^([A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?)?$/;
const DATA_KEY = /^(?!\.$|\.\.)[-._a-zA-Z0-9]{1,253}$/;
const VARIABLE = /^(?!\.$|\.\.)[-._a-zA-Z][-._a-zA-Z0-9]*$/;
const PORT_NAME = /^(?=.*[a-z])(?!.*--)[a-z0-9]([-a-z0-9]{0,13}[a-z0-9])?$/;

interface Named {
  readonly where: string;
  readonly name: string;
  readonly rule: RegExp;
}

/** The pod that a Deployment starts; of any other object, nothing. */
export function podOf(object: Json): Json | undefined {
  const spec = record(record(record(object.spec).template).spec);
  return object.kind === 'Deployment' ? spec : undefined;
}

/** Every container that runs in a pod as long as it does: the main one and the native sidecars. */
export function containersOf(pod: Json): readonly Json[] {
  return [...records(pod.initContainers), ...records(pod.containers)];
}

/** Names in an object that the API server would refuse. */
export function wrongNames(object: Json): readonly string[] {
  const pod = podOf(object);
  const all = [...metadataNames(object), ...dataKeys(object), ...portNames(object), ...(pod ? podNames(pod) : [])];
  return all.filter(({ name, rule }) => !rule.test(name)).map(({ where, name }) => `${where} ${JSON.stringify(name)}`);
}

function metadataNames({ kind, metadata }: Json): readonly Named[] {
  const { name, namespace, labels, annotations } = record(metadata);
  const rule = kind === 'Namespace' ? DNS_LABEL : kind === 'Service' ? DNS_1035_LABEL : DNS_SUBDOMAIN;
  return [
    { where: 'name', name: text(name), rule },
    ...(namespace === undefined ? [] : [{ where: 'namespace', name: text(namespace), rule: DNS_LABEL }]),
    ...Object.keys({ ...record(labels), ...record(annotations) }).map((key) => ({
      where: 'key',
      name: key,
      rule: QUALIFIED,
    })),
    ...Object.values(record(labels)).map((value) => ({ where: 'label', name: text(value), rule: LABEL_VALUE })),
  ];
}

function dataKeys({ kind, data, stringData }: Json): readonly Named[] {
  if (kind !== 'ConfigMap' && kind !== 'Secret') return [];
  const keys = [...Object.keys(record(data)), ...Object.keys(record(stringData))];
  return keys.map((key) => ({ where: 'data', name: key, rule: DATA_KEY }));
}

function portNames({ kind, spec }: Json): readonly Named[] {
  if (kind !== 'Service') return [];
  return records(record(spec).ports).map(({ name }) => ({ where: 'port', name: text(name), rule: DNS_LABEL }));
}

function podNames(pod: Json): readonly Named[] {
  const containers = containersOf(pod);
  const named = (where: string, rule: RegExp, items: readonly Json[]): readonly Named[] =>
    items.map(({ name }) => ({ where, name: text(name), rule }));
  return [
    ...named('container', DNS_LABEL, containers),
    ...named('volume', DNS_LABEL, records(pod.volumes)),
    ...named(
      'variable',
      VARIABLE,
      containers.flatMap(({ env }) => records(env)),
    ),
    ...named(
      'container port',
      PORT_NAME,
      containers.flatMap(({ ports }) => records(ports)),
    ),
  ];
}

const FACTORS: Readonly<Record<string, number>> = {
  m: 1e-3,
  k: 1e3,
  M: 1e6,
  G: 1e9,
  Ki: 2 ** 10,
  Mi: 2 ** 20,
  Gi: 2 ** 30,
  Ti: 2 ** 40,
};

/** A quantity as a number: `250m` is 0.25. */
export function quantity(value: unknown): number {
  const match = /^(\d+(?:\.\d+)?)(m|k|M|G|[KMGT]i)?$/.exec(text(value));
  if (!match) throw new Error(`no quantity: ${JSON.stringify(value)}`);
  return Number(match[1]) * (match[2] === undefined ? 1 : FACTORS[match[2]]!);
}

/** The figures of a container as a ResourceQuota names them: `[['requests.cpu', '250m']]`. */
export function figuresOf({ resources }: Json): readonly (readonly [string, unknown])[] {
  const sides = Object.entries(record(resources)).map(([side, figures]) => [side, record(figures)] as const);
  return sides.flatMap(([side, figures]) =>
    Object.entries(figures).map(([name, value]) => [`${side}.${name}`, value] as const),
  );
}

/** What one pod asks for, as a ResourceQuota counts it: `{ 'requests.cpu': 0.25 }`. */
export function quotaOf(pod: Json): Readonly<Record<string, number>> {
  const sums: Record<string, number> = { pods: 1 };
  for (const [name, value] of containersOf(pod).flatMap(figuresOf)) sums[name] = (sums[name] ?? 0) + quantity(value);
  return sums;
}
