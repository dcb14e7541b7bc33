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

/** Checkov's program, installed if need be: a folder of its own at a fixed place, as Python writes its path into it. */
export async function checkov(): Promise<string> {
  const version = await runTool('python3', ['--version'], { cwd: CHECKOV, install: PYTHON });
  const folder = await cached('checkov', contentHash(CHECKOV, version), (part) =>
    reported('installing checkov (once, about half a minute)', async () => {
      await runTool('python3', ['-m', 'venv', part], { cwd: CHECKOV, install: PYTHON });
      const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-deps'];
      const args = [...pip, '--requirement', join(CHECKOV, 'requirements.txt')];
      await runTool(join(part, 'bin', 'python'), args, { cwd: CHECKOV, install: PYTHON });
    }),
  );
  return folder;
}
