import { clusterEnvironment } from '../cluster/harness/access';
import { kubectlProgram } from '../cluster/harness/programs';
import { say } from '../cluster/harness/progress';
import { endWithRun } from '../cluster/harness/teardown';
import { givenNode, openNode } from './harness/access';
import { buildTools } from './harness/build';
import { NotHere } from './harness/machine';
import { stopNode } from './harness/start';

/** What a test run answers that could not take place: neither passed nor failed. */
const NOT_RUN = 3;

/** Gives the suites a cluster with a real node, by KUBECONFIG and PATH. */
module.exports = async (): Promise<void> => {
  try {
    await open();
  } catch (error) {
    if (!(error instanceof NotHere)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(NOT_RUN);
  }
};

async function open(): Promise<void> {
  const given = givenNode();
  if (given !== undefined) {
    say(`the nodes of FAIRWAY_NODE_KUBECONFIG have to have the images of ${await buildTools()}/images`);
    Object.assign(process.env, clusterEnvironment(given, await kubectlProgram()));
    endWithRun(() => undefined);
    return;
  }
  const { instance, started } = await openNode(process.pid);
  Object.assign(process.env, clusterEnvironment(instance.kubeconfig, instance.programs));
  endWithRun(() => {
    if (started) stopNode(instance);
  });
}
