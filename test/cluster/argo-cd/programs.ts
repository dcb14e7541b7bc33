import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, openSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { requiredVersion, TOOLS } from '../harness/build';
import { cached, contentHash } from '../harness/cache';
import { ARGO_CD } from '../harness/crd-sources';
import { moduleFolder } from '../harness/crds';
import { goBuild, goVersion } from '../harness/go';
import { freePorts } from '../harness/ports';
import { reported } from '../harness/progress';

const MODULE = join(TOOLS, 'argo-cd');
const NAMES = ['argocd-redis', 'argocd-repo-server', 'argocd-application-controller', 'argocd-git-ask-pass'] as const;
const LAST_LINES = 20;
const START_MS = 30_000;

/** Argo CD's application controller and repo server, the real programs. */
export interface Programs {
  readonly stop: () => void;
  /** The end of what they logged. */
  readonly logs: () => string;
}

/** Starts them beside the cluster of KUBECONFIG, which is the controller's own: `https://kubernetes.default.svc`. */
export async function startPrograms(namespace: string): Promise<Programs> {
  const programs = await argoCdPrograms();
  const folder = mkdtempSync(join(tmpdir(), 'fairway-argo-cd-'));
  const [redis, repositories, ...metrics] = await freePorts(4);
  const children: ChildProcess[] = [];
  const stop = (): void => {
    for (const child of children) child.kill('SIGKILL');
    rmSync(folder, { recursive: true, maxRetries: 10 });
  };
  const start = (name: (typeof NAMES)[number], ...args: readonly string[]): void => {
    children.push(startProgram(programs, name, folder, args));
  };
  const logs = (): string =>
    NAMES.slice(0, 3)
      .map((name) => tail(join(folder, `${name}.log`)))
      .join('\n');
  start('argocd-redis', `127.0.0.1:${redis}`);
  start(
    'argocd-repo-server',
    '--disable-tls',
    '--client-ca-path=',
    '--address=127.0.0.1',
    `--port=${repositories}`,
    '--metrics-address=127.0.0.1',
    `--metrics-port=${metrics[0]}`,
    `--redis=127.0.0.1:${redis}`,
  );
  start(
    'argocd-application-controller',
    `--kubeconfig=${process.env.KUBECONFIG}`,
    `--namespace=${namespace}`,
    '--repo-server-plaintext',
    `--repo-server=127.0.0.1:${repositories}`,
    `--metrics-port=${metrics[1]}`,
    `--redis=127.0.0.1:${redis}`,
  );
  try {
    for (const port of [redis, repositories]) await answers(port!);
  } catch (error) {
    const said = logs();
    stop();
    throw new Error(`Argo CD does not start: ${said}`, { cause: error });
  }
  return { stop, logs };
}

/**
 * The folder with the programs, built if need be. Argo CD takes gitops-engine from a folder of its own repository, which its
 * module lacks; go.mod puts the one commit in its place that registries have, of six weeks after 3.5.0.
 */
async function argoCdPrograms(): Promise<string> {
  const version = requiredVersion(MODULE, ARGO_CD.module);
  if (version !== ARGO_CD.version)
    throw new Error(
      `tools/argo-cd requires ${ARGO_CD.module} ${version}: give crd-sources.ts that version and its sum`,
    );
  const variables = { [`${ARGO_CD.module}/common.version`]: version.slice(1) };
  return cached('argo-cd', contentHash(MODULE, JSON.stringify(variables), await goVersion(MODULE)), (part) =>
    reported(`building Argo CD's controller and repo server ${version} (once, about five minutes)`, async (note) => {
      await goBuild({ cwd: MODULE, output: join(part, 'argo-cd'), packages: ['.'], variables, note });
      for (const name of NAMES) symlinkSync('argo-cd', join(part, name));
      // The repo server asks it of every commit, whether signatures are wanted or not.
      const script = 'git-verify-wrapper.sh';
      copyFileSync(join(await moduleFolder(ARGO_CD, MODULE), 'hack', script), join(part, script));
      chmodSync(join(part, script), 0o755);
    }),
  );
}

function startProgram(programs: string, name: string, folder: string, args: readonly string[]): ChildProcess {
  const log = openSync(join(folder, `${name}.log`), 'w');
  const scratch = join(folder, name);
  mkdirSync(scratch);
  const env = {
    ...process.env,
    PATH: `${programs}:${process.env.PATH}`,
    TMPDIR: scratch,
    ARGOCD_FAKE_IN_CLUSTER: 'true',
    ARGOCD_GPG_ENABLED: 'false',
    ARGOCD_ASK_PASS_SOCK: join(scratch, 'ask-pass.sock'),
    ARGOCD_PLUGINSOCKFILEPATH: scratch,
    ARGOCD_TLS_DATA_PATH: scratch,
    ARGOCD_SSH_DATA_PATH: scratch,
  };
  return spawn(join(programs, name), [...args], { cwd: scratch, env, stdio: ['ignore', log, log] });
}

async function answers(port: number): Promise<void> {
  for (const end = Date.now() + START_MS; ; await sleep(100)) {
    const isOpen = await new Promise<boolean>((resolve) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
      socket.once('connect', () => socket.end());
    });
    if (isOpen) return;
    if (Date.now() > end) throw new Error(`nothing listens on port ${port} after ${START_MS / 1000} s`);
  }
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-LAST_LINES).join('\n');
}
