import { setTimeout as sleep } from 'node:timers/promises';
import { apply, kubectl, refuseTaken } from '../cluster/kubectl';
import type { Manifest } from '../support/manifest';
import { PROBE } from './harness/images';

const PATIENCE_MS = 30_000;

/** Makes namespaces that take restricted pods alone. */
export function restrictedNamespaces(names: readonly string[]): void {
  refuseTaken(names);
  apply(
    names.map((name) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels: { 'pod-security.kubernetes.io/enforce': 'restricted' } },
    })),
  );
  // A pod is refused before its namespace has a service account.
  for (const name of names) {
    kubectl('wait', '--for=create', 'serviceaccount/default', '--namespace', name, '--timeout=30s');
  }
}

/** A restricted container that runs the probe. */
export function probe(name: string, args: readonly string[], more: Manifest = {}): Manifest {
  const securityContext = {
    allowPrivilegeEscalation: false,
    readOnlyRootFilesystem: true,
    capabilities: { drop: ['ALL'] },
  };
  return { name, image: PROBE, args, securityContext, ...more };
}

export function podSpec(containers: readonly Manifest[], more: Manifest = {}): Manifest {
  return {
    automountServiceAccountToken: false,
    terminationGracePeriodSeconds: 1,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
    containers,
    ...more,
  };
}

/** A pod that is labelled with its name. */
export function pod(namespace: string, name: string, spec: Manifest): Manifest {
  return { apiVersion: 'v1', kind: 'Pod', metadata: { namespace, name, labels: { app: name } }, spec };
}

/** Waits until pods are ready: all of the namespace, or one. */
export function untilReady(namespace: string, name = '--all'): void {
  kubectl('wait', '--for=condition=Ready', 'pod', name, '--namespace', namespace, '--timeout=120s');
}

/** Runs the probe in a pod, named as in `namespace/name`. */
export function inPod(path: string, ...args: readonly string[]): string {
  const [namespace, name] = path.split('/');
  return kubectl('exec', '--namespace', namespace!, name!, '--', '/probe', ...args).trim();
}

/** What becomes of a connection from a pod: open, refused, unknown or timed out. */
export function connect(from: string, to: string): string {
  return inPod(from, 'connect', to);
}

/** What is read in the end: what is wanted as soon as it is so, or else what it is after some patience. */
export async function eventually<T>(wanted: T, read: () => T): Promise<T> {
  const begin = Date.now();
  for (;;) {
    const found = read();
    if (Object.is(found, wanted) || Date.now() - begin > PATIENCE_MS) return found;
    await sleep(200);
  }
}

/** What a pod has said. */
export function logs(namespace: string, what: string, ...flags: readonly string[]): string {
  return kubectl('logs', '--namespace', namespace, what, ...flags).trim();
}

/** Waits until a pod has ended so. */
export function untilPhase(namespace: string, name: string, phase: 'Succeeded' | 'Failed'): void {
  const wanted = `--for=jsonpath={.status.phase}=${phase}`;
  kubectl('wait', wanted, `pod/${name}`, '--namespace', namespace, '--timeout=60s');
}
