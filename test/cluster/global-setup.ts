import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clusterEnvironment, givenKubeconfig, openCluster, prepareCluster } from './harness/access';
import { stopControlPlane } from './harness/control-plane';
import { readInstance } from './harness/instance';
import { onInterrupt } from './harness/interrupts';
import { pulumiPrograms } from './harness/programs';
import { pulumiEnvironment } from './harness/pulumi-tools';
import { atTeardown } from './harness/teardown';

/** Gives the suites a cluster and Pulumi, by KUBECONFIG, PATH and PULUMI_*. */
module.exports = async (): Promise<void> => {
  // All that takes long comes first, so that no cluster waits for it.
  if (givenKubeconfig() === undefined) await prepareCluster();
  const pulumi = await pulumiPrograms();
  const { kubeconfig, programs, started } = await openCluster(process.pid);
  const folder = mkdtempSync(join(tmpdir(), 'fairway-pulumi-'));
  const close = (): void => {
    rmSync(folder, { recursive: true, force: true, maxRetries: 10 });
    const instance = started ? readInstance('clusters') : undefined;
    if (instance) stopControlPlane(instance);
  };
  const settled = onInterrupt(close);
  atTeardown(() => {
    settled();
    close();
  });
  Object.assign(process.env, clusterEnvironment(kubeconfig, pulumi, programs), pulumiEnvironment(folder));
};
