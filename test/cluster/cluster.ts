import { parseArgs } from 'node:util';
import { closeCluster, givenKubeconfig, openCluster } from './harness/access';
import { type Instance, isAlive, readInstance } from './harness/instance';

const USAGE = `usage: npm run cluster -- up | down | status

A Kubernetes control plane with simulated nodes, on this machine's loopback interface.

  up      builds it (once, about ten minutes), starts it, and says how to reach it
  down    ends it and removes everything it wrote; what was built stays
  status  says whether it is up; exit code 1 if not

FAIRWAY_KUBECONFIG   tests run on the cluster of this file instead, and nothing is started
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
  const instance = readInstance();
  if (instance === undefined) {
    print('no cluster is up');
    return 1;
  }
  if (!isAlive(instance)) {
    print('parts of the cluster have ended: npm run cluster -- down');
    return 1;
  }
  print(instance.ready ? description(instance) : 'the cluster is starting');
  return instance.ready ? 0 : 1;
}

function description({ since, owner, programs, kubeconfig, folder, processes }: Instance): string {
  const parts = processes.map(({ name, pid }) => `${name} (${pid})`).join(', ');
  return [
    `the cluster is up since ${since}${owner === undefined ? '' : `, for the tests of process ${owner}`}`,
    `  ${parts}`,
    `  logs in ${folder}/log`,
    `export KUBECONFIG='${kubeconfig}' PATH='${programs}':"$PATH"`,
  ].join('\n');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

const COMMANDS = new Map(Object.entries({ up, down, status }));

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { help: { type: 'boolean', short: 'h' } },
  });
  if (values.help) {
    print(USAGE.trimEnd());
    return 0;
  }
  const command = positionals.length === 1 ? COMMANDS.get(positionals[0]!) : undefined;
  if (command === undefined) throw new Error(`what to do is up, down or status, not '${positionals.join(' ')}'`);
  return command();
}

main().then(
  (code) => {
    process.exitCode = code;
  },
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
    process.exitCode = 2;
  },
);
