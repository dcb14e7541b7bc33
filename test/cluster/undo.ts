import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { UNDO } from '../../lib/resources/rollback/undo';
import { run } from './run';

/**
 * Runs the script of the Job at this side of the cluster, so many times at once, with the real kubectl as the Job's own
 * ServiceAccount. What each said, with its exit code.
 */
export async function undo(
  namespace: string,
  variables: Readonly<Record<string, string>>,
  times = 1,
): Promise<readonly string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-undo-'));
  try {
    const program = run('which', ['kubectl']).stdout.trim();
    const who = `--as=system:serviceaccount:${namespace}:rollback-job`;
    const file = join(folder, 'kubectl');
    writeFileSync(file, `#!/bin/sh\nexec '${program}' '${who}' '--namespace=${namespace}' "$@"\n`);
    chmodSync(file, 0o755);
    const env = { ...process.env, ...variables, PATH: `${folder}:${process.env.PATH}` };
    return await Promise.all(Array.from({ length: times }, () => outcome(env)));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function outcome(env: NodeJS.ProcessEnv): Promise<string> {
  const child = spawn('/bin/sh', ['-c', UNDO], { env });
  let said = '';
  const listen = (data: Buffer): void => {
    said += data.toString();
  };
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve(`${code}: ${said}`));
  });
}
