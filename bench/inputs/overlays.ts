import { mkdirSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { stringify } from 'yaml';
import { environments } from '../contenders/environments';
import type { HeldFile, HeldObject } from '../contenders/held';
import { differences, type Json } from '../differences';

type Name = keyof typeof environments;

const NAMES = Object.keys(environments) as Name[];
const BASE: Name = 'dev';

/**
 * Writes a base for each service, with the objects that it has in every environment, and an overlay for each service in
 * each environment: what kustomize's own transformers change (namespace, label, image tag), and patches for the rest.
 */
export function writeOverlays(folder: string, held: readonly HeldFile[]): void {
  const byPath = new Map(held.map(({ path, documents }) => [path, documents]));
  const services = held.map(({ path }) => path).filter((path) => path.startsWith(`${BASE}/service-`));
  for (const path of services) {
    const name = basename(path, '.k8s.yaml');
    const copies = NAMES.map((environment) => ({
      environment,
      objects: byPath.get(`${environment}/${basename(path)}`)!,
    }));
    const common = copies
      .find(({ environment }) => environment === BASE)!
      .objects.filter((object) => copies.every(({ objects }) => find(objects, object)));
    writeKustomization(join(folder, 'base', name), { resources: ['objects.yaml'] }, { 'objects.yaml': common });
    for (const { environment, objects } of copies) writeOverlay(folder, name, { environment, objects, common });
  }
  for (const environment of NAMES) writeEnvironment(join(folder, environment), environment, held);
}

/** What belongs to no service, and the overlays of the services. */
function writeEnvironment(folder: string, environment: Name, held: readonly HeldFile[]): void {
  const files = held.filter(({ path }) => dirname(path) === environment);
  const own = files.filter(({ path }) => !basename(path).startsWith('service-'));
  const services = files.filter((file) => !own.includes(file)).map(({ path }) => basename(path, '.k8s.yaml'));
  const elsewhere = files.flatMap(({ documents }) => documents.filter((object) => isElsewhere(object, environment)));
  const objects = [...own.flatMap(({ documents }) => documents), ...elsewhere];
  const unique = [...new Set(objects)];
  writeKustomization(folder, { resources: ['objects.yaml', ...services] }, { 'objects.yaml': unique });
}

interface Copy {
  readonly environment: Name;
  readonly objects: readonly HeldObject[];
  readonly common: readonly HeldObject[];
}

function writeOverlay(folder: string, name: string, { environment, objects, common }: Copy): void {
  const { version } = environments[environment];
  const own = objects.filter((object) => !find(common, object) && !isElsewhere(object, environment));
  const patches = common.flatMap((object) => {
    const target = find(objects, object)!;
    const patch = differences(transformed(object, environment), target as unknown as Json);
    if (patch.length === 0) return [];
    return [{ target: { kind: object.kind, name: object.metadata.name }, patch: stringify(patch) }];
  });
  writeKustomization(
    join(folder, environment, name),
    {
      namespace: environment,
      labels: [{ pairs: { environment }, includeTemplates: true }],
      images: [{ name: `registry.example.com/system/${name}`, newTag: version }],
      resources: [`../../base/${name}`, ...(own.length > 0 ? ['own.yaml'] : [])],
      patches,
    },
    own.length > 0 ? { 'own.yaml': own } : {},
  );
}

/** What the transformers of kustomize make of an object before any patch. */
function transformed(object: HeldObject, environment: Name): Json {
  const copy = structuredClone(object) as unknown as TransformedObject;
  copy.metadata.namespace = environment;
  copy.metadata.labels.environment = environment;
  const template = copy.spec?.template;
  if (template) {
    template.metadata.labels.environment = environment;
    const container = template.spec.containers[0]!;
    container.image = container.image.replace(/:[^:]*$/, `:${environments[environment].version}`);
  }
  return copy as unknown as Json;
}

interface TransformedObject {
  readonly metadata: { namespace: string; readonly labels: Record<string, string> };
  readonly spec?: {
    readonly template?: {
      readonly metadata: { readonly labels: Record<string, string> };
      readonly spec: { readonly containers: { image: string }[] };
    };
  };
}

/** An object in another namespace, which the overlay's own namespace must not replace. */
function isElsewhere({ metadata }: HeldObject, environment: Name): boolean {
  return metadata.namespace !== environment;
}

/** The same object in another environment. */
function find(objects: readonly HeldObject[], { kind, metadata }: HeldObject): HeldObject | undefined {
  return objects.find((other) => other.kind === kind && other.metadata.name === metadata.name);
}

function writeKustomization(folder: string, fields: object, files: Readonly<Record<string, readonly object[]>>): void {
  mkdirSync(folder, { recursive: true });
  const kustomization = { apiVersion: 'kustomize.config.k8s.io/v1beta1', kind: 'Kustomization', ...fields };
  writeFileSync(join(folder, 'kustomization.yaml'), stringify(kustomization));
  for (const [file, objects] of Object.entries(files)) {
    writeFileSync(join(folder, file), objects.map((object) => stringify(object)).join('---\n'));
  }
}
