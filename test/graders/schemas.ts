import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { requiredVersion, TOOLS } from '../cluster/harness/build';
import { cached, contentHash } from '../cluster/harness/cache';
import { clusterFiles } from '../cluster/harness/crds';
import { go } from '../cluster/harness/go';
import { isRecord, type Json, record, records, text } from '../support/manifest';

const CONTROL_PLANE = join(TOOLS, 'control-plane');
/** Raised when what is written below changes. */
const FORMAT = '2';
const DEFINITIONS = '#/definitions/';
const QUANTITY = 'io.k8s.apimachinery.pkg.api.resource.Quantity';

/**
 * Where kubeconform finds the schemas of every kind: Kubernetes' own as its module publishes them, the others' as their
 * definitions give them. Fields that nobody knows are refused.
 */
export async function writeSchemas(): Promise<string> {
  const version = requiredVersion(CONTROL_PLANE, 'k8s.io/kubernetes');
  const { crds } = await clusterFiles();
  const folder = await cached('schemas', contentHash(crds, version, FORMAT), async (part) => {
    const module = `k8s.io/kubernetes@${version}`;
    const { Dir } = record(JSON.parse(await go(['mod', 'download', '-json', module], { cwd: CONTROL_PLANE })));
    writeOwn(part, join(text(Dir), 'api', 'openapi-spec', 'swagger.json'));
    for (const file of readdirSync(crds)) writeCustom(part, parse(readFileSync(join(crds, file), 'utf8')) as Json);
  });
  return join(folder, '{{.ResourceKind}}-{{.Group}}-{{.ResourceAPIVersion}}.json');
}

function writeOwn(folder: string, swagger: string): void {
  const definitions = record(record(JSON.parse(readFileSync(swagger, 'utf8'))).definitions);
  for (const [name, definition] of Object.entries(definitions)) {
    for (const { group, version, kind } of records(record(definition)['x-kubernetes-group-version-kind'])) {
      const schema = { $ref: `${DEFINITIONS}${name}`, definitions: reachable(name, definitions) };
      write(folder, { group: text(group), version: text(version), kind: text(kind) }, schema);
    }
  }
}

/** A definition with all that it refers to. */
function reachable(name: string, definitions: Json, found: Record<string, unknown> = {}): Json {
  if (name in found) return found;
  // Written as a number or as a text, which the published schema does not say.
  found[name] = name === QUANTITY ? { type: ['string', 'number'] } : strict(definitions[name]);
  for (const [, next] of JSON.stringify(definitions[name]).matchAll(/"#\/definitions\/([^"]+)"/g)) {
    reachable(next!, definitions, found);
  }
  return found;
}

function writeCustom(folder: string, { spec }: Json): void {
  const { group, names, versions } = record(spec);
  for (const { name, schema } of records(versions)) {
    const { kind } = record(names);
    const id = { group: text(group), version: text(name), kind: text(kind) };
    write(folder, id, strict(record(schema).openAPIV3Schema));
  }
}

/**
 * As the API server is strict: no field but those that are known, and a number may be a text where that is said. Within
 * `anyOf` and its like nothing is closed: they say something about fields of the schema around them.
 */
function strict(schema: unknown): unknown {
  if (!isRecord(schema)) return schema;
  const { 'x-kubernetes-int-or-string': either, format, properties, items, additionalProperties, ...rest } = schema;
  if (either === true || format === 'int-or-string') return { type: ['string', 'integer'] };
  const open = additionalProperties !== undefined || rest['x-kubernetes-preserve-unknown-fields'] === true;
  return {
    ...rest,
    ...(items !== undefined && { items: strict(items) }),
    ...(additionalProperties !== undefined && { additionalProperties: strict(additionalProperties) }),
    ...(isRecord(properties) && { properties: mapValues(properties, strict) }),
    ...(isRecord(properties) && !open && { additionalProperties: false }),
  };
}

function mapValues(values: Json, change: (value: unknown) => unknown): Json {
  return Object.fromEntries(Object.entries(values).map(([key, value]) => [key, change(value)]));
}

interface Id {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

function write(folder: string, { group, version, kind }: Id, schema: unknown): void {
  // kubeconform takes `v1` for the group of what is in none.
  writeFileSync(join(folder, `${kind.toLowerCase()}-${group || version}-${version}.json`), JSON.stringify(schema));
}
