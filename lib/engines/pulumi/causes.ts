import type { LiveObject } from './cluster';

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly message?: string;
}

/** Why a Deployment does not come up, as far as the cluster says so. */
export interface Cause {
  /** The Deployment's name. */
  readonly deployment: string;
  readonly message: string;
}

/**
 * What the provider does not tell of Deployments that it waits for: pods that the server refuses to make (a quota, a
 * policy) and pods that no node takes. What keeps a pod from starting on its node it tells itself.
 */
export function causesOf(objects: readonly LiveObject[]): readonly Cause[] {
  return objects.flatMap((object) => {
    const deployment =
      object.kind === 'Pod' ? object.metadata.labels?.['app.kubernetes.io/instance'] : object.metadata.name;
    const found = conditionsOf(object).find(({ type, status }) =>
      object.kind === 'Pod'
        ? type === 'PodScheduled' && status === 'False'
        : type === 'ReplicaFailure' && status === 'True',
    );
    return found?.message === undefined || deployment === undefined ? [] : [{ deployment, message: found.message }];
  });
}

function conditionsOf({ status }: LiveObject): readonly Condition[] {
  return (status as { readonly conditions?: readonly Condition[] } | undefined)?.conditions ?? [];
}
