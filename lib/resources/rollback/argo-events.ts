import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { IResourceRequirements } from 'kubernetes-models/v1/ResourceRequirements';
import type { ISecurityContext } from 'kubernetes-models/v1/SecurityContext';

/**
 * Argo Events' kinds, as far as they are written here: kubernetes-models has none of them. The definitions of the project
 * itself check the objects in test/cluster.
 */
export const ARGO_EVENTS = 'argoproj.io/v1alpha1';

interface KeyOfSecret {
  readonly name: string;
  readonly key: string;
}

/** What the pod of an EventSource or a Sensor has besides what the controller knows. */
export interface PodTemplate {
  readonly metadata: { readonly labels: Readonly<Record<string, string>> };
  readonly serviceAccountName: string;
  readonly securityContext: object;
  readonly container: { readonly resources: IResourceRequirements; readonly securityContext: ISecurityContext };
  readonly nodeSelector?: Readonly<Record<string, string>>;
  readonly tolerations?: readonly object[];
}

export interface EventBus {
  readonly apiVersion: typeof ARGO_EVENTS;
  readonly kind: 'EventBus';
  readonly spec: {
    /** A server that somebody else runs; `streamConfig` is YAML. */
    readonly jetstreamExotic: {
      readonly url: string;
      readonly accessSecret: KeyOfSecret;
      readonly streamConfig: string;
    };
  };
}

export interface EventSource {
  readonly apiVersion: typeof ARGO_EVENTS;
  readonly kind: 'EventSource';
  readonly spec: {
    readonly eventBusName: string;
    readonly template: PodTemplate;
    readonly service: { readonly ports: readonly { readonly port: number; readonly targetPort: number }[] };
    readonly webhook: Readonly<Record<string, Webhook>>;
  };
}

interface Webhook {
  readonly port: string;
  readonly endpoint: string;
  readonly method: 'POST';
  readonly authSecret: KeyOfSecret;
}

export interface Sensor {
  readonly apiVersion: typeof ARGO_EVENTS;
  readonly kind: 'Sensor';
  readonly spec: {
    readonly eventBusName: string;
    readonly template: PodTemplate;
    readonly dependencies: readonly {
      readonly name: string;
      readonly eventSourceName: string;
      readonly eventName: string;
      readonly filters: { readonly data: readonly DataFilter[] };
    }[];
    readonly triggers: readonly Trigger[];
  };
}

/** The part of the event at a path; a text is matched by each value as a regular expression, and one must fit. */
export interface DataFilter {
  readonly path: string;
  readonly type: 'string' | 'number';
  readonly value: readonly string[];
}

interface Trigger {
  readonly template: {
    readonly name: string;
    readonly k8s: {
      readonly operation: 'create';
      readonly source: { readonly resource: IJob };
      readonly parameters: readonly Parameter[];
    };
  };
  readonly retryStrategy: { readonly steps: number; readonly duration: string };
}

/** What of an event goes into which field of the object that is made. */
export interface Parameter {
  readonly src: { readonly dependencyName: string } & (
    | { readonly dataKey: string }
    | { readonly dataTemplate: string }
  );
  readonly dest: string;
}
