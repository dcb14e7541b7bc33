import { commandLine, exitWith, print, stated } from '../cluster/harness/command-line';
import { closeNode, givenNode, openNode } from './harness/access';
import { NotHere } from './harness/machine';
import { memoryOf } from './harness/memory';

const USAGE = `usage: npm run node -- up | down | status

A Kubernetes cluster with one real node, in namespaces of its own on this machine (Linux, root).

  up      installs and builds what it needs (once, about fifteen minutes), starts it, and says how to reach it;
          exit code 3 if this machine cannot, with the reasons
  down    ends it and removes everything it wrote; what was built and installed stays
  status  says what runs and what memory it takes; exit code 1 if it is not up

FAIRWAY_NODE_KUBECONFIG  tests run on the cluster of this file instead, and nothing is started
FAIRWAY_NODE_ENFORCER    'off' starts it without the enforcer of NetworkPolicies: tests of them must fail then
`;
const NOT_HERE = 3;

async function up(): Promise<number> {
  const given = givenNode();
  if (given !== undefined) {
    print(`the tests run on the cluster of ${given}: nothing to start`);
    return 0;
  }
  await openNode();
  return status();
}

async function down(): Promise<number> {
  print((await closeNode()) ? 'the node is down' : 'no node is up');
  return 0;
}

async function status(): Promise<number> {
  return stated('nodes', 'node', memoryOf);
}

async function main(): Promise<number> {
  try {
    return await commandLine({ usage: USAGE, up, down, status });
  } catch (error) {
    if (!(error instanceof NotHere)) throw error;
    print(error.message);
    return NOT_HERE;
  }
}

exitWith(main());
