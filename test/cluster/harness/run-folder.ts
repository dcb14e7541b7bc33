import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a test run has beside its cluster. */
export interface RunFolder {
  readonly path: string;
  readonly remove: () => void;
  /** For an interrupt, of which suites do not get to know: ends the programs that they have started, too. */
  readonly interrupt: () => void;
}

/** A folder that all temporary files of this process and of the programs that it starts go to. */
export function openRunFolder(): RunFolder {
  const path = mkdtempSync(join(tmpdir(), 'fairway-run-'));
  process.env.TMPDIR = path;
  const remove = (): void => rmSync(path, { recursive: true, force: true, maxRetries: 10 });
  return {
    path,
    remove,
    interrupt: () => {
      endChildren();
      remove();
    },
  };
}

function endChildren(): void {
  const { pid: own, stdout, error } = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' });
  if (error) throw new Error(`cannot run ps: ${error.message}`);
  for (const line of stdout.trim().split('\n')) {
    const [pid, parent] = line.trim().split(/\s+/).map(Number);
    if (parent === process.pid && pid !== own) process.kill(pid!, 'SIGKILL');
  }
}
