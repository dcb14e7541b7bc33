import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prometheusPrograms } from '../../rules/promtool';
import type { Manifest } from '../../support/manifest';
import { TOOLS } from '../harness/build';
import { cached, contentHash } from '../harness/cache';
import { goBuild, goVersion } from '../harness/go';
import { freePorts } from '../harness/ports';
import { reported } from '../harness/progress';

const MODULE = join(TOOLS, 'rollouts');
const PACKAGES = ['github.com/argoproj/argo-rollouts/cmd/rollouts-controller', './gateway-plugin'];
/** Where the controller looks for its settings when it is no pod. */
export const CONTROLLER_NAMESPACE = 'argo-rollouts';
const LAST_LINES = 20;

/** Argo Rollouts' controller and a Prometheus that scrapes one exporter, both the real programs. */
export interface Programs {
  /** Where Prometheus answers. */
  readonly prometheus: string;
  readonly stop: () => void;
  /** The end of what they logged. */
  readonly logs: () => string;
}

export async function startPrograms(exporterPort: number): Promise<Programs> {
  const [controller, prometheus] = [await rolloutsController(), join(await prometheusPrograms(), 'prometheus')];
  const folder = mkdtempSync(join(tmpdir(), 'fairway-canary-'));
  const [port, metrics, health] = (await freePorts(3)) as [number, number, number];
  writeFileSync(join(folder, 'prometheus.json'), JSON.stringify(configuration(exporterPort)));
  const children = [
    start(prometheus, folder, [
      `--config.file=${join(folder, 'prometheus.json')}`,
      `--storage.tsdb.path=${join(folder, 'data')}`,
      `--web.listen-address=127.0.0.1:${port}`,
    ]),
    start(controller, folder, [
      `--kubeconfig=${process.env.KUBECONFIG}`,
      '--namespace=default',
      '--leader-elect=false',
      `--metricsport=${metrics}`,
      `--healthzPort=${health}`,
    ]),
  ];
  return {
    prometheus: `http://127.0.0.1:${port}`,
    stop: () => {
      for (const child of children) child.kill('SIGKILL');
      rmSync(folder, { recursive: true, maxRetries: 10 });
    },
    logs: () => ['prometheus', 'rollouts-controller'].map((name) => tail(join(folder, `${name}.log`))).join('\n'),
  };
}

/** Argo Rollouts' controller, built if need be. */
export async function rolloutsController(): Promise<string> {
  return join(await rolloutsPrograms(), 'rollouts-controller');
}

/** What tells the controller where its plugin for Gateway API is: here, where the stand-in for it is. */
export async function pluginSettings(): Promise<Manifest> {
  const location = `file://${join(await rolloutsPrograms(), 'gateway-plugin')}`;
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: 'argo-rollouts-config', namespace: CONTROLLER_NAMESPACE },
    data: { trafficRouterPlugins: JSON.stringify([{ name: 'argoproj-labs/gatewayAPI', location }]) },
  };
}

async function rolloutsPrograms(): Promise<string> {
  return cached('rollouts', contentHash(MODULE, await goVersion(MODULE)), (part) =>
    reported("building Argo Rollouts' controller (once, about three minutes)", (note) =>
      goBuild({ cwd: MODULE, output: `${part}/`, packages: PACKAGES, variables: {}, note }),
    ),
  );
}

/** The samples say themselves which service and pod they are of. */
function configuration(exporterPort: number): object {
  const targets = [`127.0.0.1:${exporterPort}`];
  return {
    global: { scrape_interval: '5s' },
    scrape_configs: [{ job_name: 'pods', honor_labels: true, static_configs: [{ targets }] }],
  };
}

function start(program: string, folder: string, args: readonly string[]): ChildProcess {
  const log = openSync(join(folder, `${program.split('/').at(-1)}.log`), 'w');
  return spawn(program, [...args], { cwd: folder, stdio: ['ignore', log, log] });
}

function tail(file: string): string {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-LAST_LINES).join('\n');
}
