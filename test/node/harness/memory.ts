import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Instance } from '../../cluster/harness/instance';
import { nodeProcesses } from './namespace';

/** The programs of the node, with the memory that they have resident. */
export function memoryOf(instance: Instance): readonly string[] {
  const parts = new Map<string, { count: number; kilobytes: number }>();
  for (const pid of nodeProcesses(instance)) {
    const { name, kilobytes } = programOf(pid);
    const part = parts.get(name) ?? { count: 0, kilobytes: 0 };
    parts.set(name, { count: part.count + 1, kilobytes: part.kilobytes + kilobytes });
  }
  const largest = [...parts].sort(([, a], [, b]) => b.kilobytes - a.kilobytes);
  return largest.map(([name, { count, kilobytes }]) => {
    return `${String(Math.round(kilobytes / 1024)).padStart(5)} MiB  ${name}${count > 1 ? ` (${count})` : ''}`;
  });
}

/** Empty for one that has ended meanwhile. */
function programOf(pid: string): { readonly name: string; readonly kilobytes: number } {
  try {
    const name = basename(readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')[0]!);
    const resident = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'));
    return { name, kilobytes: Number(resident?.[1] ?? 0) };
  } catch {
    return { name: '', kilobytes: 0 };
  }
}
