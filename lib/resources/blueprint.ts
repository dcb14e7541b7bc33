import type { Labels } from '../model/labels';
import type { ServiceView } from '../model/view';

/** Any Kubernetes object, as far as a blueprint cares. */
interface KubernetesObject {
  readonly apiVersion: string;
  readonly kind: string;
}

/**
 * One Kubernetes object before it is written: who it is, known at once, and what is in it, computed when it is asked
 * for, because edges and quotas are only complete at synth.
 */
export interface Blueprint<T extends KubernetesObject = KubernetesObject> {
  readonly apiVersion: T['apiVersion'];
  readonly kind: T['kind'];
  /** For the second object of a kind that a service has. @default - its kind */
  readonly id?: string;
  readonly name: string;
  /** Undefined: the object belongs to the cluster, not to a namespace. */
  readonly namespace: string | undefined;
  readonly labels: Labels;
  readonly body: () => Omit<T, 'apiVersion' | 'kind' | 'metadata' | 'status'>;
}

/** What an object is called among those of its service. */
export function idOf({ id, kind }: Blueprint): string {
  return id ?? kind;
}

/** Name, namespace and labels of an object that belongs to a service. */
export function identity(
  { node: { service } }: ServiceView,
  name: string = service.name,
): Pick<Blueprint, 'name' | 'namespace' | 'labels'> {
  return { name, namespace: service.namespace, labels: service.labels };
}
