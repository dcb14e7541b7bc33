import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Environment, type EnvironmentProps, Microservice, tiers } from 'cdk8s-fairway';
import { apply, createNamespaces, deleteNamespaces, kubectl, objects } from '../../cluster/kubectl';
import { type Json, record, records, text } from '../../support/manifest';
import { type Client, startClient } from '../load/client';
import type { SteadyResult, SteadyTask } from '../load/steady';
import { askAlertmanager, askPrometheus, fetchInNode, serviceAddress, start } from '../neighbours';
import { apiServer, EVENT_BUS, provideKubectlImage, rollbackSecret, startArgoEvents } from '../neighbours/argo-events';
import { untilRolledOut } from '../neighbours/harness/objects';
import { provideGoImage } from '../neighbours/harness/tools';
import { devEnvironment } from '../neighbours/shop-environment';
import { seen } from '../proof';
import { until } from '../until';

/** Alertmanager remembers the alert of a run before for some minutes, and would take this one for the same. */
const ENVIRONMENT = `undone-${Date.now() % 100_000}`;
const TOKEN = 'a-token-of-the-test';
const PER_SECOND = 20;
const SERVICE = 'orders';
let images: Readonly<Record<'service' | 'kubectl', string>>;
let folder: string;
let client: Client<SteadyResult>;
let told: SteadyResult = { sent: 0, answers: {}, slowestMs: 0 };

/** What happened when, in milliseconds. */
const moments: Record<'deployed' | 'failed' | 'alerted' | 'called' | 'undone' | 'healthy', number> = {
  deployed: 0,
  failed: 0,
  alerted: 0,
  called: 0,
  undone: 0,
  healthy: 0,
};

/**
 * The only change to what synth writes: the alert looks back for one minute and not five, and fires after 30 s and not
 * five minutes, so that the test need not wait for ten. The Job is told the same.
 */
function hurried(text: string): string {
  return text
    .replaceAll('[5m]', '[1m]')
    .replaceAll('for: 5m', 'for: 30s')
    .replace(/(name: ALERT_FOR\n\s+value: )"300"/, '$1"30"');
}

/** Applies a release of an environment with one service, which fails that share of its requests. */
function release(failRate: number): void {
  const outdir = mkdtempSync(join(folder, 'release-'));
  const app = new App({ outdir, onIssue: () => undefined });
  const environment = new Environment(app, ENVIRONMENT, environmentProps());
  const config = { FAIL_RATE: String(failRate) };
  new Microservice(environment, SERVICE, { image: images.service, ports: { http: 8080, metrics: 9100 }, config });
  app.synth();
  const files = join(outdir, ENVIRONMENT);
  for (const name of readdirSync(files).filter((file) => file.endsWith('.yaml'))) {
    writeFileSync(join(files, name), hurried(readFileSync(join(files, name), 'utf8')));
  }
  kubectl('apply', '--validate=strict', '--filename', files);
}

function environmentProps(): EnvironmentProps {
  return {
    ...tiers.dev,
    resources: 'xs',
    monitoring: devEnvironment.monitoring,
    rollback: {
      by: 'undo',
      image: images.kubectl,
      token: { secret: 'rollback', key: 'token' },
      eventBus: EVENT_BUS,
      apiServer: apiServer(),
    },
  };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'fairway-rollback-'));
  await start('monitoring');
  await startArgoEvents();
  images = { service: await provideGoImage({ tool: 'failing' }), kubectl: await provideKubectlImage() };
  createNamespaces([ENVIRONMENT]);
  apply([rollbackSecret(ENVIRONMENT, TOKEN)]);
  release(0);
  for (const listener of ['eventsource', 'sensor']) {
    kubectl('wait', '--for=condition=Deployed', listener, '--all', '--namespace', ENVIRONMENT, '--timeout=120s');
  }
  kubectl('wait', '--for=condition=Available', 'deployment', '--all', '--namespace', ENVIRONMENT, '--timeout=180s');
}, 3_600_000);

afterAll(() => {
  client?.stop();
  deleteNamespaces([ENVIRONMENT]);
  rmSync(folder, { recursive: true });
});

function ask(query: string): readonly Json[] {
  return records(record(askPrometheus(`/api/v1/query?query=${encodeURIComponent(query)}`)).result);
}

function jobs(): readonly Json[] {
  const made = objects('jobs', '--namespace', ENVIRONMENT, '--selector=app.kubernetes.io/name=rollback-job');
  return [...made].sort((a, b) => (madeAt(a) < madeAt(b) ? -1 : 1));
}

function madeAt({ metadata }: Json): number {
  return Date.parse(text(record(metadata).creationTimestamp));
}

/** The ConfigMap that a new pod of orders has, by which the two releases differ. */
function running(): string {
  const deployment = JSON.stringify(objects('deployment', SERVICE, '--namespace', ENVIRONMENT)[0]!.spec);
  return /"name":"(orders-config-[0-9a-f]+)"/.exec(deployment)?.[1] ?? 'none';
}

function tell(body: object, headers: Readonly<Record<string, string>>): number {
  const address = serviceAddress(ENVIRONMENT, 'rollback-eventsource-svc');
  const request = {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(body),
  };
  return fetchInNode(`http://${address}:12000/alert`, request).status;
}

test('Prometheus has the rules, and Alertmanager the way to the event source', async () => {
  const rate = `service:requests:rate5m{namespace="${ENVIRONMENT}",service="${SERVICE}"} > 1`;
  const task: SteadyTask = { host: serviceAddress(ENVIRONMENT, SERVICE), token: 'none', perSecond: PER_SECOND };
  client = startClient<SteadyResult>('steady', task, (result) => {
    told = result;
    if (moments.deployed > 0 && failures(result.answers) > 0) moments.failed ||= Date.now();
  });
  await until('the requests are recorded', () => ask(rate).length > 0, 240);
  const configured = (): string => text(record(record(askAlertmanager('/api/v2/status')).config).original);
  await until('Alertmanager knows the receiver', () => configured().includes(`${ENVIRONMENT}/rollback/rollback`), 180);
}, 480_000);

function failures(answers: SteadyResult['answers']): number {
  return Object.entries(answers)
    .filter(([answer]) => answer !== '200')
    .reduce((sum, [, count]) => sum + count, 0);
}

test('a release that fails half of its requests is taken back without a hand', async () => {
  const good = running();
  moments.deployed = Date.now();
  release(0.5);
  expect(running()).not.toBe(good);
  await until('a Job is done', () => jobs().some(({ status }) => Number(record(status).succeeded) > 0), 240);
  untilRolledOut(ENVIRONMENT, `deployment/${SERVICE}`);
  // The last pod of the bad release answers until it has ended, on connections that its callers keep.
  const pods = ['pods', '--namespace', ENVIRONMENT, '--selector', `app.kubernetes.io/instance=${SERVICE}`];
  await until('the bad pods are gone', () => objects(...pods).length === 1);
  moments.healthy = Date.now();
  expect(running()).toBe(good);
  const [job] = jobs();
  moments.called = madeAt(job!);
  moments.undone = Date.parse(text(record(job!.status).completionTime));
  const alert = JSON.parse(text(record(record(job!.metadata).annotations).alert)) as Json;
  moments.alerted = Date.parse(text(alert.startsAt));
  expect(record(alert.labels)).toMatchObject({ alertname: 'TooManyErrors', service: SERVICE, namespace: ENVIRONMENT });
}, 480_000);

test('no request fails any more, and the Deployment says what was taken back and why', async () => {
  // The client tells once a second: what it told last may be of before the bad pods were gone.
  const last = told;
  await until('the client has told of that moment', () => told !== last);
  const count = failures(told.answers);
  await until('some seconds of requests', () => Date.now() > moments.healthy + 10_000);
  client.stop();
  const { answers, sent } = await client.result;
  // What was on its way.
  expect(failures(answers) - count).toBeLessThan(PER_SECOND);
  const [{ metadata } = {}] = objects('deployment', SERVICE, '--namespace', ENVIRONMENT);
  const cause = text(record(record(metadata).annotations)['kubernetes.io/change-cause']);
  expect(cause).toMatch(/^revision \d+ taken back: TooManyErrors at \S+: orders fails \S+% of its http requests$/);
  const after = (moment: keyof typeof moments): string =>
    `${Math.round((moments[moment] - moments.deployed) / 1000)} s`;
  seen('rollback', 'release applied', '0 s');
  seen('rollback', 'first request failed', after('failed'));
  seen(
    'rollback',
    'alert TooManyErrors fires (looks back for 1 min and waits for 30 s here, for 5 min each as written)',
    after('alerted'),
  );
  seen('rollback', 'Job made by the sensor that Alertmanager called (in whole seconds)', after('called'));
  seen('rollback', 'Deployment undone', after('undone'));
  seen('rollback', 'only pods of the version before', after('healthy'));
  seen('rollback', 'requests that failed meanwhile', `${failures(answers)} of ${sent}`);
  seen('rollback', 'what stands at the Deployment', cause);
});

test('who has no token, or another one, is not heard', () => {
  expect([tell({}, {}), tell({}, { authorization: 'Bearer another' })]).toEqual([401, 401]);
  expect(jobs()).toHaveLength(1);
});

test('the same alert told again is the same Job, and a second alert finds a version that came back, and leaves it', async () => {
  const [job] = jobs();
  const alert = JSON.parse(text(record(record(job!.metadata).annotations).alert)) as Json;
  const authorization = `Bearer ${TOKEN}`;
  const deployment = (): unknown => objects('deployment', SERVICE, '--namespace', ENVIRONMENT)[0]!.spec;
  const before = deployment();
  expect(tell({ status: 'firing', alerts: [alert] }, { authorization })).toBe(200);
  expect(
    tell({ status: 'resolved', alerts: [{ ...alert, status: 'resolved', startsAt: later(1) }] }, { authorization }),
  ).toBe(200);
  // Events come in order: when this one has made its Job, the others have made none.
  expect(tell({ status: 'firing', alerts: [{ ...alert, startsAt: later(2) }] }, { authorization })).toBe(200);
  await until('the second Job is done', () => Number(record(jobs().at(-1)!.status).succeeded) > 0 && jobs().length > 1);
  expect(jobs()).toHaveLength(2);
  const name = text(record(jobs().at(-1)!.metadata).name);
  expect(kubectl('logs', `job/${name}`, '--namespace', ENVIRONMENT)).toMatch(
    /^orders is left as it is: revision \d+ is itself/,
  );
  expect(deployment()).toEqual(before);
  seen('rollback', 'Jobs for the same alert told again; what a second alert changes', '0, nothing');
});

function later(seconds: number): string {
  return new Date(moments.healthy + seconds * 1000).toISOString();
}
