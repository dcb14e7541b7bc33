import { join } from 'node:path';
import { cached, contentHash } from '../cluster/harness/cache';
import { goBuild, goVersion } from '../cluster/harness/go';
import { reported } from '../cluster/harness/progress';
import { installedByPip } from './programs';

const ACTIONLINT = join(__dirname, 'tools', 'actionlint');
const AUDITORS = join(__dirname, 'tools', 'workflow-auditors');

/** The folder with actionlint, built from its Go module if need be. */
export async function actionlint(): Promise<string> {
  const hash = contentHash(ACTIONLINT, await goVersion(ACTIONLINT));
  return cached('actionlint', hash, (folder) =>
    reported('building actionlint (once, about half a minute)', (note) =>
      goBuild({
        cwd: ACTIONLINT,
        output: `${folder}/`,
        packages: ['github.com/rhysd/actionlint/cmd/actionlint'],
        variables: {},
        note,
      }),
    ),
  );
}

/** The environment of Python with zizmor and ShellCheck. */
export function auditors(): Promise<string> {
  return installedByPip('workflow-auditors', AUDITORS);
}
