import { clusterEnvironment, givenKubeconfig, openCluster, prepareCluster } from './harness/access';
import { stopControlPlane } from './harness/control-plane';
import { readInstance } from './harness/instance';
import { pulumiPrograms } from './harness/programs';
import { pulumiEnvironment } from './harness/pulumi-tools';
import { endWithRun } from './harness/teardown';

/** Gives the suites a cluster and Pulumi, by KUBECONFIG, PATH and PULUMI_*. */
module.exports = async (): Promise<void> => {
  // All that takes long comes first, so that no cluster waits for it.
  if (givenKubeconfig() === undefined) await prepareCluster();
  const pulumi = await pulumiPrograms();
  const { kubeconfig, programs, started } = await openCluster(process.pid);
  const folder = endWithRun(() => {
    const instance = started ? readInstance('clusters') : undefined;
    if (instance) stopControlPlane(instance);
  });
  Object.assign(process.env, clusterEnvironment(kubeconfig, pulumi, programs), pulumiEnvironment(folder));
};
