import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readInstance } from '../cluster/harness/instance';
import { objects } from '../cluster/kubectl';
import { type Manifest, record, text } from '../support/manifest';

/** How often a connection is tried that is to come about. */
const TRIES = 3;

export type Connection = 'open' | 'refused' | 'timed out';

/** A pod that runs, with what a connection from it and to it takes. */
export interface RunningPod {
  readonly namespace: string;
  readonly name: string;
  /** The microservice that it is of. */
  readonly service: string;
  readonly address: string;
  /** A process of it, by the number that the machine has for it. */
  readonly process: number;
}

/** The pods of a namespace that run and are not on their way out. */
export function runningPods(namespace: string): readonly RunningPod[] {
  return objects('pods', '--namespace', namespace, '--field-selector', 'status.phase=Running').flatMap(runningPod);
}

function runningPod({ metadata, status }: Manifest): readonly RunningPod[] {
  const { name, namespace, uid, labels, deletionTimestamp } = record(metadata);
  if (deletionTimestamp !== undefined) return [];
  const service = text(record(labels)['app.kubernetes.io/instance']);
  const address = text(record(status).podIP);
  return [{ namespace: text(namespace), name: text(name), service, address, process: processOf(text(uid)) }];
}

/**
 * What becomes of a connection that is opened in the pod's own network. The images of the services hold one program and no
 * other, so that the one that connects comes in from outside.
 */
export function connectFrom(pod: RunningPod, address: string, port: number): Promise<Connection> {
  const args = [`--target=${pod.process}`, '--net', '--', probeProgram(), 'connect', `${address}:${port}`];
  return new Promise((resolve, reject) => {
    const child = spawn('nsenter', args, { stdio: ['ignore', 'pipe', 'pipe'] });
    const said: string[] = [];
    for (const stream of [child.stdout, child.stderr]) stream.on('data', (data: Buffer) => said.push(data.toString()));
    child.on('error', reject);
    child.on('close', (code) => {
      const answer = said.join('').trim();
      if (code === 0) resolve(answer as Connection);
      else reject(new Error(`from ${pod.namespace}/${pod.name} to ${address}:${port}: ${answer}`));
    });
  });
}

/**
 * The same for a connection that is to come about: the one that connects has two seconds, and a machine that stands still
 * for so long lets it time out.
 */
export async function opensFrom(pod: RunningPod, address: string, port: number): Promise<Connection> {
  for (let left = TRIES - 1; left > 0; left--) {
    if ((await connectFrom(pod, address, port)) === 'open') return 'open';
  }
  return connectFrom(pod, address, port);
}

function probeProgram(): string {
  const instance = readInstance('nodes');
  if (instance === undefined) throw new Error('no node of our own is up: only its pods can be entered');
  return join(instance.folder, 'tools', 'probe');
}

/** A process in the pod's control group. */
function processOf(uid: string): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && groupsOf(name).includes(`pod${uid}`));
  // The first is the one that holds the network; others, like a probe's, come and go.
  const found = pids.sort((a, b) => Number(a) - Number(b))[0];
  if (found === undefined) throw new Error(`no process is in the control group of pod ${uid}`);
  return Number(found);
}

function groupsOf(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
