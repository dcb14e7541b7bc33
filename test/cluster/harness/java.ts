import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What Strimzi's classes are compiled for. */
const LEAST = 21;
const USUAL_HOMES = ['/usr/lib/jvm', '/Library/Java/JavaVirtualMachines'];

/** A Java that is new enough, wherever it stands: many machines have an older one first on PATH. */
export function javaProgram(env: NodeJS.ProcessEnv = process.env): string | undefined {
  return javaCandidates(env).find((java) => javaVersion(java) >= LEAST);
}

function javaCandidates({ JAVA_HOME, PATH = '' }: NodeJS.ProcessEnv): readonly string[] {
  const homes = USUAL_HOMES.filter(existsSync).flatMap((folder) =>
    readdirSync(folder).flatMap((name) => [join(folder, name), join(folder, name, 'Contents', 'Home')]),
  );
  const folders = [
    ...(JAVA_HOME ? [join(JAVA_HOME, 'bin')] : []),
    ...PATH.split(delimiter).filter((folder) => folder !== ''),
    ...homes.map((home) => join(home, 'bin')),
  ];
  return [...new Set(folders.map((folder) => join(folder, 'java')))].filter(existsSync);
}

/** The feature version: 17 of `17.0.15`, 8 of `1.8.0_402`, 0 of what cannot be asked. */
function javaVersion(java: string): number {
  const { stderr } = spawnSync(java, ['-version'], { encoding: 'utf8' });
  const [, first, second] = /version "(\d+)(?:\.(\d+))?/.exec(stderr ?? '') ?? [];
  return Number((first === '1' ? second : first) ?? 0);
}
