import { execFile } from 'node:child_process';

/** An object as the server holds it. */
export interface LiveObject {
  readonly kind: string;
  readonly metadata: {
    readonly name: string;
    readonly labels?: Readonly<Record<string, string>>;
    readonly managedFields?: readonly ManagedFields[];
  };
  readonly [field: string]: unknown;
}

/** What one writer has written of an object: a tree of fields. */
export interface ManagedFields {
  readonly manager: string;
  readonly subresource?: string;
  readonly fieldsV1?: FieldTree;
}

/** Keys are `f:<field>` or `k:<key fields of a list's item, as JSON>`; a leaf is empty. */
export interface FieldTree {
  readonly [key: string]: FieldTree;
}

/** Where to look: the context of the kubeconfig, the current one where it is left out. */
export interface Place {
  readonly namespace: string;
  readonly context?: string;
}

/** The objects of these kinds (`Deployment.v1.apps`) with these labels, by the user's own kubectl. */
export type ReadCluster = (
  place: Place,
  kinds: readonly string[],
  labels: Readonly<Record<string, string>>,
) => Promise<readonly LiveObject[]>;

const MAX_ANSWER_BYTES = 256 * 1024 * 1024;

/**
 * Reads by kubectl, which knows every way of signing in that a kubeconfig can name.
 *
 * @throws kubectl's own words, or that there is no kubectl
 */
export const readByKubectl: ReadCluster = ({ namespace, context }, kinds, labels) => {
  const selector = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  const args = [
    ...(context === undefined ? [] : ['--context', context]),
    ...['get', kinds.join(','), '--namespace', namespace, '--selector', selector.join(',')],
    ...['--show-managed-fields', '--request-timeout=10s', '--output', 'json'],
  ];
  return new Promise((resolve, reject) => {
    execFile('kubectl', args, { maxBuffer: MAX_ANSWER_BYTES }, (error, stdout, stderr) => {
      if (error)
        reject(new Error(error.code === 'ENOENT' ? 'there is no kubectl on PATH' : stderr.trim().split('\n').at(-1)));
      else resolve((JSON.parse(stdout) as { readonly items: readonly LiveObject[] }).items);
    });
  });
};
