import { join } from 'node:path';
import { cached, contentHash } from '../cluster/harness/cache';
import { goBuild, goVersion } from '../cluster/harness/go';
import { reported } from '../cluster/harness/progress';

const POLICIES = join(__dirname, 'tools', 'policies');
const PACKAGES = ['github.com/open-policy-agent/conftest', 'github.com/open-policy-agent/gatekeeper/v3/cmd/gator'];

/** The folder with conftest, which is Open Policy Agent, and gator, which is Gatekeeper, built if need be. */
export async function policyPrograms(): Promise<string> {
  const hash = contentHash(POLICIES, await goVersion(POLICIES));
  return cached('policies', hash, (folder) =>
    reported('building conftest and gator (once, about five minutes)', (note) =>
      goBuild({ cwd: POLICIES, output: `${folder}/`, packages: PACKAGES, variables: {}, note }),
    ),
  );
}
