import { readdirSync, readFileSync } from 'node:fs';
import type { RunningPod } from './inside';

/** What the images of the shop call their one program. */
const PROGRAM = 'service';

/** Ends the service in a pod as a crash does: at once, with nothing told to anybody. */
export function killService(pod: RunningPod): void {
  const group = groupOf(pod.process);
  const found = readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isIn(pid, group) && nameOf(pid) === PROGRAM);
  if (found.length !== 1) throw new Error(`pod '${pod.name}' has ${found.length} processes '${PROGRAM}', not one`);
  process.kill(Number(found[0]), 'SIGKILL');
}

function groupOf(pid: number): string {
  const [group] = /pod[0-9a-f-]{36}/.exec(readFileSync(`/proc/${pid}/cgroup`, 'utf8')) ?? [];
  if (group === undefined) throw new Error(`process ${pid} is in no pod`);
  return group;
}

function isIn(pid: string, group: string): boolean {
  return readOrNothing(`/proc/${pid}/cgroup`).includes(group);
}

function nameOf(pid: string): string {
  return readOrNothing(`/proc/${pid}/comm`).trim();
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It has ended meanwhile.
    return '';
  }
}
