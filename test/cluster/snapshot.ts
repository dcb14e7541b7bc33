import { isRecord, type Manifest, nameOf, record, records } from '../support/manifest';
import { run, withFile } from './run';

/** Fields that the server or a controller writes for itself: two runs differ in them, two engines may. */
const SERVER_FIELDS = ['uid', 'resourceVersion', 'generation', 'creationTimestamp', 'managedFields', 'selfLink'];
/** Addresses that the server deals out. */
const DEALT_OUT = ['clusterIP', 'clusterIPs'];
/** Annotations that a client or a controller leaves. */
const FOREIGN_ANNOTATION = /^(kubectl\.kubernetes\.io\/|deployment\.kubernetes\.io\/|pulumi\.com\/)/;

/** Objects as the server holds them, by name, without what is the server's own. */
export function serverObjects(objects: readonly Manifest[]): ReadonlyMap<string, Manifest> {
  const args = (file: string): readonly string[] => ['get', '--filename', file, '--output', 'json'];
  const answer = withFile(objects, (file) => JSON.parse(run('kubectl', args(file)).stdout) as Manifest);
  const scaled = new Set(objects.filter(isScaled).map(nameOf));
  return new Map(
    records(answer.items).map((object) => {
      const name = nameOf(object);
      return [name, withoutServerFields(object, scaled.has(name) ? [...DEALT_OUT, 'replicas'] : DEALT_OUT)];
    }),
  );
}

/** The names of everything in the namespaces that carries the library's label. */
export function managedNames(namespaces: readonly string[], kinds: readonly string[]): readonly string[] {
  const answers = namespaces.map((namespace) => {
    const selector = 'app.kubernetes.io/managed-by=cdk8s-fairway';
    const args = ['get', kinds.join(','), '--namespace', namespace, '--selector', selector, '--output', 'json'];
    return JSON.parse(run('kubectl', args).stdout) as Manifest;
  });
  return answers.flatMap(({ items }) => records(items).map(nameOf)).sort();
}

/** The number of pods of such a Deployment is its autoscaler's. */
function isScaled({ kind, spec }: Manifest): boolean {
  return kind === 'Deployment' && record(spec).replicas === undefined;
}

function withoutServerFields(object: Manifest, dealtOut: readonly string[]): Manifest {
  const { status: _status, ...rest } = object;
  const metadata = Object.entries(record(object.metadata)).filter(([field]) => !SERVER_FIELDS.includes(field));
  const cleaned = Object.fromEntries(
    metadata.map(([field, value]) => [field, field === 'annotations' ? ownAnnotations(record(value)) : value]),
  );
  const { annotations, ...others } = cleaned;
  const spec = isRecord(object.spec) ? { spec: without(object.spec, dealtOut) } : {};
  const kept = isRecord(annotations) && Object.keys(annotations).length > 0 ? { annotations } : {};
  return { ...rest, ...spec, metadata: { ...others, ...kept } };
}

function ownAnnotations(annotations: Manifest): Manifest {
  return Object.fromEntries(Object.entries(annotations).filter(([key]) => !FOREIGN_ANNOTATION.test(key)));
}

function without(spec: Manifest, fields: readonly string[]): Manifest {
  return Object.fromEntries(Object.entries(spec).filter(([field]) => !fields.includes(field)));
}
