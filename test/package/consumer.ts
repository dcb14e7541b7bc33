import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(__dirname, '..', '..');
const INSTALLED = ['cdk8s', 'cdk8s-plus-28', 'constructs', 'typescript', '@types/node'];

/** A project of a user in a temporary folder, with the packed library installed from its tarball. */
export class Consumer {
  readonly folder = mkdtempSync(join(tmpdir(), 'fairway-consumer-'));
  readonly tarball: string;
  readonly project = join(this.folder, 'project');

  constructor() {
    run('npm', ['pack', '--pack-destination', this.folder], ROOT);
    this.tarball = join(this.folder, this.files('.').find((file) => file.endsWith('.tgz'))!);
    mkdirSync(this.project);
    this.write('package.json', JSON.stringify({ name: 'consumer', private: true }));
    const packages = INSTALLED.map((name) => `${name}@${lockedVersion(name)}`);
    this.run('npm', ['install', '--prefer-offline', '--no-audit', '--no-fund', this.tarball, ...packages]);
  }

  write(file: string, text: string): void {
    writeFileSync(join(this.project, file), text);
  }

  run(command: string, args: readonly string[]): string {
    return run(command, args, this.project);
  }

  /** The files under a folder, relative to it and sorted. */
  files(folder: string): string[] {
    return readdirSync(join(this.folder, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => join(entry.parentPath, entry.name).slice(join(this.folder, folder).length + 1))
      .sort();
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export function run(command: string, args: readonly string[], cwd: string): string {
  const { status, stdout, stderr, error } = spawnSync(command, args, { cwd, env: environment(), encoding: 'utf8' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')}: exit ${status} ${error ?? ''}\n${stdout}${stderr}`);
  return stdout;
}

/** Without what `npm test` tells its scripts: a npm inside another would take the outer project for its own. */
function environment(): NodeJS.ProcessEnv {
  const outer = /^(init_cwd|npm_(command|lifecycle|package)(_.*)?|npm_config_(local_prefix|prefix)|cdk8s_.*)$/i;
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !outer.test(name)));
}

function lockedVersion(name: string): string {
  const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  return lock.packages[`node_modules/${name}`].version;
}
