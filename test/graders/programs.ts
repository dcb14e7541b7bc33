import { join } from 'node:path';
import { cached, contentHash } from '../cluster/harness/cache';
import { goBuild, goVersion } from '../cluster/harness/go';
import { reported } from '../cluster/harness/progress';
import { runTool } from '../cluster/harness/tool';

const GO_PROGRAMS = join(__dirname, 'tools', 'programs');
const PACKAGES = ['github.com/zegl/kube-score/cmd/kube-score', 'github.com/yannh/kubeconform/cmd/kubeconform'];

const CHECKOV = join(__dirname, 'tools', 'checkov');
const PYTHON = 'install Python 3.9 to 3.13 with its modules venv and pip';

/** The folder with kube-score and kubeconform, built from their Go modules if need be. */
export async function goGraders(): Promise<string> {
  const hash = contentHash(GO_PROGRAMS, await goVersion(GO_PROGRAMS));
  return cached('graders', hash, (folder) =>
    reported('building kube-score and kubeconform (once, about two minutes)', (note) =>
      goBuild({ cwd: GO_PROGRAMS, output: `${folder}/`, packages: PACKAGES, variables: {}, note }),
    ),
  );
}

/** Checkov's program, installed if need be. */
export function checkov(): Promise<string> {
  return installedByPip('checkov', CHECKOV);
}

/** An environment of Python with what a folder's requirements name, at a fixed place, as Python writes its path into it. */
export async function installedByPip(name: string, requirements: string): Promise<string> {
  const version = await runTool('python3', ['--version'], { cwd: requirements, install: PYTHON });
  return cached(name, contentHash(requirements, version), (part) =>
    reported(`installing ${name} (once, about half a minute)`, async () => {
      await runTool('python3', ['-m', 'venv', part], { cwd: requirements, install: PYTHON });
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
      const args = [...pip, '--requirement', join(requirements, 'requirements.txt')];
      await runTool(join(part, 'bin', 'python'), args, { cwd: requirements, install: PYTHON });
    }),
  );
}
