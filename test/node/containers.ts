import { kubectl, objects } from '../cluster/kubectl';
import { record, records, text } from '../support/manifest';
import { inNode } from './node';

/** A container as the runtime knows it, below what the kubelet lets one do. */
export interface Container {
  readonly id: string;
  /** Its first process, by the number that the node has for it. */
  readonly process: string;
}

/** A running container of a pod. */
export function containerOf(namespace: string, pod: string, name: string): Container {
  const [{ status } = {}] = objects('pod', pod, '--namespace', namespace);
  const { containerStatuses, initContainerStatuses } = record(status);
  const all = [...records(containerStatuses), ...records(initContainerStatuses)];
  const id = text(all.find((one) => one.name === name)?.containerID).replace('containerd://', '');
  const process = processes().get(id);
  if (process === undefined) throw new Error(`pod ${namespace}/${pod} has no running container '${name}'`);
  return { id, process };
}

function processes(): ReadonlyMap<string, string> {
  const lines = onRuntime('tasks', 'list').trim().split('\n');
  return new Map(lines.map((line) => line.split(/\s+/) as [string, string]));
}

/** Sends all processes of containers a signal, at once and behind the kubelet's back. */
export function signal(name: 'SIGSTOP' | 'SIGCONT', { id }: Container): void {
  onRuntime('tasks', 'kill', '--signal', name, id);
}

/**
 * Takes a pod away as a machine that fails does: all its processes die at once, and no hook runs. Its object goes at once
 * too, before the kubelet has seen it and starts the containers anew.
 */
export function killPod(namespace: string, pod: string): void {
  const labels = { 'io.kubernetes.pod.namespace': namespace, 'io.kubernetes.pod.name': pod };
  const filter = Object.entries(labels).map(([key, value]) => `labels."${key}"==${value}`);
  const running = processes();
  const ids = onRuntime('containers', 'list', '--quiet', filter.join(',')).trim().split('\n');
  const ends = ids.flatMap((id) => running.get(id) ?? []);
  inNode('kill', ['-9', ...ends]);
  kubectl('delete', 'pod', pod, '--namespace', namespace, '--force', '--grace-period=0', '--wait=false');
}

/** The variables that the program in a container was started with. */
export function variablesOf({ process }: Container): Readonly<Record<string, string>> {
  const lines = inNode('cat', [`/proc/${process}/environ`])
    .stdout.split('\0')
    .filter((line) => line !== '');
  return Object.fromEntries(lines.map((line) => [line.slice(0, line.indexOf('=')), line.slice(line.indexOf('=') + 1)]));
}

/** What a file in a container holds for a program that runs there, by its user and group. */
export function fileOf({ process }: Container, path: string): string {
  const [user, group] = inNode('stat', ['--format=%u %g', `/proc/${process}`])
    .stdout.trim()
    .split(' ');
  const rights = [`--reuid=${user}`, `--regid=${group}`, '--clear-groups'];
  return inNode('setpriv', [...rights, 'cat', `/proc/${process}/root${path}`]).stdout;
}

function onRuntime(...args: readonly string[]): string {
  return inNode('ctr', ['--namespace', 'k8s.io', ...args]).stdout;
}
