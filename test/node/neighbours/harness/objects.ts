import { kubectl } from '../../../cluster/kubectl';
import { run } from '../../../cluster/run';
import type { Manifest } from '../../../support/manifest';

export function named(namespace: string, name: string): Manifest {
  return { namespace, name };
}

export function namespaceOf(name: string): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
}

export interface Workload {
  readonly kind: 'Deployment' | 'StatefulSet' | 'DaemonSet';
  readonly namespace: string;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly pod: Manifest;
  /** What the kind has besides selector and template. */
  readonly spec?: Manifest;
}

export function workload({ kind, namespace, name, labels, pod, spec = {} }: Workload): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind,
    metadata: { namespace, name, labels },
    spec: {
      ...spec,
      selector: { matchLabels: labels },
      // One that keeps data or a port cannot stand beside its successor.
      ...(kind === 'Deployment' && { strategy: { type: 'Recreate' } }),
      template: {
        metadata: { labels },
        spec: { enableServiceLinks: false, terminationGracePeriodSeconds: 5, ...pod },
      },
    },
  };
}

export interface ServiceOptions {
  readonly namespace: string;
  readonly name: string;
  readonly selector: Readonly<Record<string, string>>;
  readonly ports: Readonly<Record<string, number>>;
  readonly spec?: Manifest;
}

export function service({ namespace, name, selector, ports, spec = {} }: ServiceOptions): Manifest {
  const list = Object.entries(ports).map(([key, port]) => ({ name: key, port, targetPort: port }));
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: named(namespace, name),
    spec: { ...spec, selector, ports: list },
  };
}

/** The address at which the node reaches a Service. */
export function serviceAddress(namespace: string, name: string): string {
  return kubectl('get', 'service', name, '--namespace', namespace, '--output', 'jsonpath={.spec.clusterIP}');
}

/** A service account that may do anything: operators of a test's cluster need no less than those of a real one. */
export function administrator(namespace: string, name: string): readonly Manifest[] {
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: named(namespace, name) },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name: `${namespace}-${name}` },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' },
      subjects: [{ kind: 'ServiceAccount', ...named(namespace, name) }],
    },
  ];
}

/** A program that may do anything in the cluster, in a namespace of its name: the container, and volumes if it has some. */
export function operator(
  name: string,
  container: Readonly<Record<string, unknown>> & { readonly image: string },
  volumes: readonly Manifest[] = [],
): readonly Manifest[] {
  const pod = { serviceAccountName: name, containers: [{ name, ...container }], volumes };
  return [
    namespaceOf(name),
    ...administrator(name, name),
    workload({ kind: 'Deployment', namespace: name, name, labels: { app: name }, pod }),
  ];
}

/** Waits until all pods of a workload are ready; else fails with what they say. */
export function untilRolledOut(namespace: string, name: string, seconds = 120): void {
  // An operator makes it in its own time.
  kubectl('wait', '--for=create', name, '--namespace', namespace, '--timeout=60s');
  const status = ['rollout', 'status', name, '--namespace', namespace, `--timeout=${seconds}s`];
  const { status: code, stderr } = run('kubectl', status, { mayFail: true });
  if (code === 0) return;
  const pods = run('kubectl', ['get', 'pods', '--namespace', namespace, '--output', 'wide'], { mayFail: true }).stdout;
  throw new Error(`${namespace}/${name} is not ready after ${seconds} s: ${stderr}\n${pods}\n${said(namespace, name)}`);
}

function said(namespace: string, name: string): string {
  const flags = ['--namespace', namespace, '--all-containers', '--prefix', '--tail=5'];
  return run('kubectl', ['logs', name, ...flags], { mayFail: true }).stdout;
}

/** Waits until a condition of an object is true. */
export function untilCondition(namespace: string, name: string, condition = 'Ready', seconds = 60): void {
  kubectl('wait', `--for=condition=${condition}`, name, '--namespace', namespace, `--timeout=${seconds}s`);
}
