import { closeCluster, givenKubeconfig, openCluster } from './harness/access';
import { commandLine, exitWith, print, stated } from './harness/command-line';

const USAGE = `usage: npm run cluster -- up | down | status

A Kubernetes control plane with simulated nodes, on this machine's loopback interface.

  up      builds it (once, about ten minutes), starts it, and says how to reach it
  down    ends it and removes everything it wrote; what was built stays
  status  says whether it is up; exit code 1 if not

FAIRWAY_KUBECONFIG   tests run on the cluster of this file instead, and nothing is started
FAIRWAY_CLUSTER      name of one more cluster of this checkout, for a test run beside another
KUBEBUILDER_ASSETS   folder of programs to take instead of building them
`;

async function up(): Promise<number> {
  const given = givenKubeconfig();
  await openCluster();
  if (given === undefined) return status();
  print(`the tests run on the cluster of ${given}: nothing to start`);
  return 0;
}

async function down(): Promise<number> {
  print((await closeCluster()) ? 'the cluster is down' : 'no cluster is up');
  return 0;
}

async function status(): Promise<number> {
  return stated('clusters', 'cluster', ({ processes }) => [
    processes.map(({ name, pid }) => `${name} (${pid})`).join(', '),
  ]);
}

exitWith(commandLine({ usage: USAGE, up, down, status }));
