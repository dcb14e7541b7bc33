/**
 * Keeps what docs/dashboard.png is drawn of: orders and users of the shop run as processes and are used for eleven minutes
 * (examples/shop/services/e2e), a real Prometheus scrapes them and evaluates their rules, a real collector tells it of their
 * spans, and it is asked every query of the dashboard of orders. It needs Go.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { App, Environment, type Microservice } from 'cdk8s-fairway';
import { grafana } from 'cdk8s-fairway/grafana';
import { environments } from '../examples/shop/environments';
import { Shop } from '../examples/shop/shop';
import { go } from '../test/cluster/harness/go';
import { freePorts } from '../test/cluster/harness/ports';
import { prometheusPrograms } from '../test/rules/promtool';
import { type Json, record, records, text } from '../test/support/manifest';
import { startCollector } from './dashboard/collector';
import { rangeAnswers } from './dashboard/range-answers';
import { ANSWERS } from './dashboard-picture';

const SERVICES = join(__dirname, '..', 'examples', 'shop', 'services');
const MINUTES = 10;
/** Of the eleven that the programs are used. */
const ASKED_AFTER_MS = 645_000;
const INTERVAL = '15s';

/** The services whose requests the dashboard shows, with all their objects, as in the example's dev. */
function services(): readonly Microservice[] {
  const { version, ...props } = environments.dev;
  const environment = new Environment(new App(), 'dev', { ...props, dashboards: grafana() });
  const shop = new Shop(environment, 'shop', { version });
  return ['orders', 'users'].map((name) => shop.node.findChild(name) as Microservice);
}

function dashboardOf({ objects }: Microservice): Json {
  const [json] = Object.values(record(objects.Dashboard!.toJson().data));
  return JSON.parse(text(json)) as Json;
}

/** What the ServiceMonitors and PrometheusRules say, for a Prometheus without a cluster. */
function configuration(folder: string, ports: Readonly<Record<string, string>>): object {
  const groups = services().flatMap(({ objects }) => records(record(objects.PrometheusRule!.toJson().spec).groups));
  // Without a cluster users has no name of its own.
  const rules = JSON.stringify({ groups }).replaceAll(
    String.raw`server_address=\"users\"`,
    String.raw`server_address=\"localhost\"`,
  );
  writeFileSync(join(folder, 'rules.json'), rules);
  const { namespace } = environments.dev;
  const targets = Object.entries(ports).map(([pod, port]) => ({
    targets: [`127.0.0.1:${port}`],
    labels: { namespace, pod, job: pod.replace(/-\d+$/, '') },
  }));
  return {
    global: { scrape_interval: INTERVAL, evaluation_interval: INTERVAL },
    rule_files: [join(folder, 'rules.json')],
    scrape_configs: [{ job_name: 'shop', static_configs: targets }],
  };
}

async function startPrometheus(folder: string, targets: string, port: number): Promise<void> {
  const program = join(await prometheusPrograms(), 'prometheus');
  while (!existsSync(targets)) await sleep(500);
  const ports = JSON.parse(readFileSync(targets, 'utf8')) as Record<string, string>;
  const file = join(folder, 'prometheus.json');
  writeFileSync(file, JSON.stringify(configuration(folder, ports)));
  const flags = [`--config.file=${file}`, `--storage.tsdb.path=${join(folder, 'data')}`, '--web.enable-otlp-receiver'];
  const prometheus = spawn(program, [...flags, `--web.listen-address=127.0.0.1:${port}`], { stdio: 'ignore' });
  // Also where the programs fail before it is asked.
  process.on('exit', () => prometheus.kill());
}

async function keep(folder: string, port: number): Promise<void> {
  const targets = join(folder, 'targets.json');
  await startPrometheus(folder, targets, port);
  await sleep(ASKED_AFTER_MS);
  const dashboard = dashboardOf(services()[0]!);
  writeFileSync(ANSWERS, JSON.stringify(await rangeAnswers(`http://127.0.0.1:${port}`, dashboard, MINUTES)));
}

async function main(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-dashboard-'));
  const [spans, prometheus] = (await freePorts(2)) as [number, number];
  await startCollector(folder, { spans, prometheus });
  const env = {
    DASHBOARD_TARGETS: join(folder, 'targets.json'),
    DASHBOARD_COLLECTOR: `http://127.0.0.1:${spans}`,
    DASHBOARD_NAMESPACE: environments.dev.namespace,
  };
  const args = ['test', '-count=1', '-timeout=60m', '-run=TestDashboard', './e2e'];
  try {
    await Promise.all([go(args, { cwd: SERVICES, env }), keep(folder, prometheus)]);
  } finally {
    rmSync(folder, { recursive: true, maxRetries: 10 });
  }
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    console.error(error.message);
    process.exit(1);
  },
);
