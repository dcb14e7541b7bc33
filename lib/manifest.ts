import { ApiObject, JsonPatch } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { withFallbacks } from './model/token';
import type { Blueprint } from './resources/blueprint';

/** A patch in the sense of RFC 7386: objects are merged, null removes a field, everything else is replaced. */
export type MergePatch = { readonly [field: string]: unknown };

type Annotate = (manifest: Manifest) => Readonly<Record<string, string>>;

const annotators = new WeakMap<IConstruct, Annotate>();

type Json = { [field: string]: unknown };

/**
 * One Kubernetes object in the construct tree. It writes plain data itself instead of going through cdk8s' typed
 * objects, which drop the fields that their version of Kubernetes does not know, such as `preStop.sleep`.
 */
export class Manifest extends ApiObject {
  /** `instanceof` does not tell: ApiObject defines it for all of its subclasses. */
  static isManifest(this: void, object: ApiObject): object is Manifest {
    return 'toData' in object;
  }

  /**
   * Says more about all objects of the library under a construct: annotations that are computed when they are written.
   * @internal
   */
  static annotateUnder(scope: IConstruct, annotate: Annotate): void {
    annotators.set(scope, annotate);
  }

  private readonly mergePatches: MergePatch[] = [];
  private readonly jsonPatches: JsonPatch[] = [];

  constructor(
    scope: Construct,
    id: string,
    private readonly blueprint: Blueprint,
  ) {
    const { apiVersion, kind, name, namespace, labels } = blueprint;
    super(scope, id, { apiVersion, kind, metadata: { name, labels: { ...labels }, ...(namespace && { namespace }) } });
  }

  /**
   * Whether it belongs to the cluster and not to a namespace.
   * @internal
   */
  get isOfCluster(): boolean {
    return this.blueprint.namespace === undefined;
  }

  /**
   * Whether somebody has had the last say over a field.
   * @internal
   */
  get isOverridden(): boolean {
    return this.mergePatches.length + this.jsonPatches.length > 0;
  }

  /** Last say over a field: merged over what the library writes, after everything else is computed. */
  override(patch: MergePatch): void {
    this.mergePatches.push(patch);
  }

  override addJsonPatch(...operations: JsonPatch[]): void {
    this.jsonPatches.push(...operations);
  }

  /** The object as Kubernetes takes it. Throws where a value is known only to a running engine and has no fallback. */
  override toJson(): Json {
    return withFallbacks(this.toData(), (field) => {
      throw new Error(
        `[${this.node.path}] ${field} is a Pulumi Output, which only \`pulumi up\` knows: give fromOutput() a second argument for \`cdk8s synth\``,
      );
    }) as Json;
  }

  /**
   * The object with tokens where values are known only to a running engine.
   * @internal
   */
  toData(): Json {
    const { apiVersion, kind, body } = this.blueprint;
    let object: Json = { apiVersion, kind, metadata: this.metadataJson(), ...(body() as Json) };
    for (const patch of this.mergePatches) object = merge(object, patch) as Json;
    const data = sortKeys(object);
    return this.jsonPatches.length === 0 ? data : headFirst(JsonPatch.apply(data, ...this.jsonPatches) as Json);
  }

  /** A chart stamps its namespace on every object; one of the cluster must not carry it. */
  private metadataJson(): Json {
    const metadata = { ...(this.metadata.toJson() as Json) };
    if (this.isOfCluster) delete metadata.namespace;
    const scope = this.node.scopes.find((construct) => annotators.has(construct));
    if (scope === undefined) return metadata;
    return { ...metadata, annotations: { ...annotators.get(scope)!(this), ...(metadata.annotations as Json) } };
  }
}

function merge(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Json = isObject(target) ? { ...target } : {};
  for (const [field, value] of Object.entries(patch)) {
    if (value === null) delete merged[field];
    else merged[field] = merge(merged[field], value);
  }
  return merged;
}

/** Sorted keys, as cdk8s writes them, with apiVersion, kind and metadata first; what is undefined is left out. */
function sortKeys(object: Json): Json {
  const { apiVersion, kind, metadata, ...rest } = object;
  return { apiVersion, kind, metadata: sorted(metadata), ...sortedObject(rest) };
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Array.isArray(value) ? value.map(sorted) : sortedObject(value as Json);
}

function sortedObject(object: Json): Json {
  const result: Json = {};
  for (const key of sortedNames(object)) {
    const value = object[key];
    if (value !== undefined) result[key] = sorted(value);
  }
  return result;
}

/** Most objects are written down in order already, which is found out sooner than they are sorted. */
function sortedNames(object: Json): readonly string[] {
  const names = Object.keys(object);
  return names.every((name, index) => index === 0 || names[index - 1]! < name) ? names : names.sort();
}

function headFirst({ apiVersion, kind, metadata, ...rest }: Json): Json {
  return { apiVersion, kind, metadata, ...rest };
}

function isObject(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
