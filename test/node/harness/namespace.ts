import { existsSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Instance } from '../../cluster/harness/instance';
import type { Launch } from '../../cluster/harness/launch';
import { type Command, endProcesses, isProcessOf, untilNone } from '../../cluster/harness/processes';
import { DNS_ADDRESS, NODE_ADDRESS, PODS } from './network';

const NAME = 'namespace';
const HOLDER = join(__dirname, 'namespace.sh');
const ALL = ['--mount', '--net', '--pid'];
/** What the node mounts over: its own data cannot lie there. */
const HIDDEN = ['/run/', '/var/lib/', '/var/log/'];

export interface Namespace {
  /** Launches on the node. */
  readonly inside: Launch;
  /** Launches in the network of the machine; it ends with the node all the same. */
  readonly beside: Launch;
  /** The file of the node's network. */
  readonly network: string;
  /** The command that runs another one on the node. */
  readonly enter: (command: Command) => Command;
}

/** Makes the node's namespaces. */
export async function launchNamespace(launch: Launch): Promise<Namespace> {
  const { folder, start, until } = launch;
  if (HIDDEN.some((hidden) => folder.startsWith(hidden))) {
    throw new Error(`the node cannot keep its data in ${folder}: name a folder outside ${HIDDEN} by XDG_CACHE_HOME`);
  }
  writeFileSync(join(folder, 'resolv.conf'), `nameserver ${DNS_ADDRESS}\n`);
  const own = ['--mount', '--net', '--pid', '--fork', '--kill-child', '--mount-proc', '--propagation', 'private'];
  const holder = start(NAME, ['unshare', ...own, 'bash', HOLDER, folder, NODE_ADDRESS, PODS]);
  await until('the namespaces', () => existsSync(join(folder, 'namespace-ready')));
  const first = childOf(holder)!;
  const enter = entering(folder, first, ALL);
  const beside = entering(folder, first, ['--pid']);
  return {
    inside: { ...launch, start: (name, command) => start(name, enter(command)) },
    beside: { ...launch, start: (name, command) => start(name, beside(command)) },
    network: `/proc/${first}/ns/net`,
    enter,
  };
}

/** The command that runs another one on the node; it ends when the node does. */
export function onNode({ folder, processes }: Instance, command: Command): Command {
  const holder = processes.find(({ name }) => name === NAME);
  const first = holder && isProcessOf(folder, holder) ? childOf(holder.pid) : undefined;
  if (first === undefined) throw new Error('the node has ended: npm run node -- down, then up');
  return entering(folder, first, ALL)(command);
}

/** Ends all that runs on the node. The kernel ends what is in a process namespace with its first process. */
export function endNamespace({ folder, processes }: Instance): void {
  const holder = processes.find(({ name }) => name === NAME);
  const first = holder && isProcessOf(folder, holder) ? childOf(holder.pid) : undefined;
  const inside = first === undefined ? undefined : namespaceOf(first);
  endProcesses(folder, processes);
  if (inside !== undefined) untilNone('processes of the node do not end', () => processesIn(inside));
}

/** The node's processes, by the number that the machine has for them. */
export function nodeProcesses({ processes }: Instance): readonly string[] {
  const holder = processes.find(({ name }) => name === NAME);
  const first = holder && childOf(holder.pid);
  const inside = first === undefined ? undefined : namespaceOf(first);
  return inside === undefined ? [] : processesIn(inside);
}

function entering(folder: string, first: number, namespaces: readonly string[]): (command: Command) => Command {
  // The folder in it is what the process is known by.
  return (command) => ['nsenter', `--target=${first}`, ...namespaces, `--wd=${folder}`, '--', ...command];
}

function childOf(pid: number): number | undefined {
  const file = `/proc/${pid}/task/${pid}/children`;
  const children = existsSync(file) ? readFileSync(file, 'utf8').trim() : '';
  return children === '' ? undefined : Number(children.split(' ')[0]);
}

function namespaceOf(pid: number | string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    // It has ended meanwhile.
    return undefined;
  }
}

/** Those in namespaces within, as pods have them, are ended with it by the kernel before its first process is gone. */
function processesIn(namespace: string): readonly string[] {
  return readdirSync('/proc').filter((name) => /^\d+$/.test(name) && namespaceOf(name) === namespace);
}
