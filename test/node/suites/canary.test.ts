import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Duration, JsonPatch } from 'cdk8s';
import type { Microservice } from 'cdk8s-fairway';
import { apply, deleteNamespaces, kubectl, objects } from '../../cluster/kubectl';
import { type Json, type Manifest, record, records, text } from '../../support/manifest';
import { suiteEnvironment } from '../client';
import { startClient } from '../load/client';
import type { SteadyResult, SteadyTask } from '../load/steady';
import { askPrometheus, serviceAddress, start, token } from '../neighbours';
import { publishShop, type Shop, start as startShop, stop } from '../neighbours/shop';
import { type Change, type ShopEnvironmentProps, writeShop } from '../neighbours/shop-environment';
import { seen } from '../proof';
import { until } from '../until';

const ENVIRONMENT = 'canary';
const NEXT = 'next';
const SERVICES = ['orders', 'users'] as const;
const PODS = 2;
const PER_SECOND = 20;
const HOUR_S = 3600;
/** Of the failing release's requests; 5 % are too many. */
const FAIL_RATE = 0.3;
/** Of all requests together the 95th percentile does not know of it; a third of the path's requests are over one a second. */
const SLOW_PATH = { orderEvery: 25, seconds: 10, perSecond: 100, keepConnections: false };
/** A pod has to start, to be judged twice, and to go on or away. */
const RELEASE_S = 180;
const props: ShopEnvironmentProps = {
  ...suiteEnvironment(ENVIRONMENT),
  // Two cores are no place to compare times finely on: that is done on simulated pods.
  rollout: { canary: { judge: Duration.minutes(4), slowerPercent: 1400 } },
  services: { orders: { resources: 'xs', replicas: PODS }, users: { replicas: PODS } },
};
const { namespace } = props;
let shop: Shop;

type Service = (typeof SERVICES)[number];

/** What is judged stays as it is written, in less time: more scrapes, more measurements a minute. */
const judgeOften: Change = (system) => {
  for (const name of SERVICES) {
    const { AnalysisTemplate, ServiceMonitor } = (system.node.findChild(name) as Microservice).objects;
    for (const [index] of records(record(AnalysisTemplate!.toJson().spec).metrics).entries()) {
      AnalysisTemplate!.addJsonPatch(JsonPatch.replace(`/spec/metrics/${index}/interval`, '15s'));
    }
    for (const field of ['interval', 'scrapeTimeout']) {
      ServiceMonitor!.addJsonPatch(JsonPatch.replace(`/spec/endpoints/0/${field}`, '5s'));
    }
  }
};

/** With many requests a part of a window tells enough. */
const quicken: Change = (system) => {
  judgeOften(system);
  for (const name of SERVICES) {
    const { Rollout } = (system.node.findChild(name) as Microservice).objects;
    Rollout!.addJsonPatch(JsonPatch.replace('/spec/strategy/canary/steps/1/pause/duration', '25s'));
  }
};

/** The new pods of orders read more configuration, from a ConfigMap that the old ones do not have. */
function configured(name: string, data: Readonly<Record<string, string>>, judge: Change): Change {
  apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { namespace, name }, data }]);
  return (system) => {
    judge(system);
    const { Deployment } = (system.node.findChild('orders') as Microservice).objects;
    const source = '/spec/template/spec/volumes/0/projected/sources/1/configMap/name';
    Deployment!.addJsonPatch(JsonPatch.replace(source, name));
  };
}

/** Applies what a service looks like after the user has changed the program. */
function release(service: Service, changed: Partial<ShopEnvironmentProps>, change = quicken): void {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-shop-'));
  const manifests = writeShop(ENVIRONMENT, { ...props, ...changed }, folder, change);
  kubectl('apply', '--validate=strict', '--filename', join(manifests, `${service}.k8s.yaml`));
  rmSync(folder, { recursive: true });
}

function statusOf(service: Service): Json {
  const [rollout = {}] = objects('rollouts.argoproj.io', service, '--namespace', namespace);
  return record(rollout.status);
}

/** The pods of a service that are not on their way out. */
function podsOf(service: Service): readonly Manifest[] {
  const selector = `--selector=app.kubernetes.io/instance=${service}`;
  const isLeaving = ({ metadata }: Manifest): boolean => record(metadata).deletionTimestamp !== undefined;
  return objects('pods', '--namespace', namespace, selector).filter((pod) => !isLeaving(pod));
}

/** Whose template each pod of a service is of. */
function hashes(service: Service): readonly unknown[] {
  return podsOf(service).map(({ metadata }) => record(record(metadata).labels)['rollouts-pod-template-hash']);
}

/** What the analyses of a service have come to, and by which of their metrics they failed. */
function analyses(service: Service): readonly unknown[] {
  return objects('analysisruns.argoproj.io', '--namespace', namespace)
    .filter(({ metadata }) => text(record(metadata).name).startsWith(`${service}-`))
    .map(({ status }) => {
      const { phase, metricResults } = record(status);
      const failed = records(metricResults).filter((result) => result.phase === 'Failed');
      return [phase, ...failed.map(({ name }) => name)];
    });
}

/** What clients of both services get that never stop asking, and never ask twice, while something happens. */
async function underLoad(
  work: () => Promise<void>,
  load: Partial<SteadyTask> = {},
): Promise<Readonly<Record<Service, SteadyResult>>> {
  const ask = (service: Service, more: Partial<SteadyTask> = {}): ReturnType<typeof startClient<SteadyResult>> =>
    startClient<SteadyResult>('steady', { host: serviceAddress(namespace, service), perSecond: PER_SECOND, ...more });
  const [orders, users] = [ask('orders', { token: token({ lifetime: HOUR_S }), ...load }), ask('users')];
  try {
    await sleep(2000);
    await work();
    await sleep(2000);
  } finally {
    for (const client of [orders, users]) client.stop();
    await Promise.allSettled([orders.result, users.result]);
  }
  return { orders: await orders.result, users: await users.result };
}

/** The requests that were not answered as they should be: what they got instead, and how many. */
function lost({ answers }: SteadyResult): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(answers).filter(([answer]) => answer !== '200' && answer !== '202'));
}

/** Waits until a newer template than before has all the pods; fails at once if it is given up. */
async function untilThrough(service: Service, before: Json): Promise<void> {
  const isThrough = (): boolean => {
    const { phase, stableRS, currentPodHash, message } = statusOf(service);
    if (currentPodHash === before.currentPodHash) return false;
    if (phase === 'Degraded')
      throw new Error(`${service} was aborted: ${message} ${JSON.stringify(analyses(service))}`);
    return phase === 'Healthy' && stableRS === currentPodHash && hashes(service).every((hash) => hash === stableRS);
  };
  await until(`the new pods of ${service} are through`, isThrough, RELEASE_S);
}

function isScraped(): boolean {
  const query = encodeURIComponent(`sum(up{namespace="${namespace}",job=~"${SERVICES.join('|')}"})`);
  const [up] = records(record(askPrometheus(`/api/v1/query?query=${query}`)).result);
  return (up?.value as readonly unknown[] | undefined)?.[1] === `${SERVICES.length * PODS}`;
}

beforeAll(async () => {
  await start('kafka', 'external-secrets', 'cert-manager', 'identity', 'monitoring', 'tracing', 'rollouts');
  shop = await startShop(ENVIRONMENT, props, quicken);
  await publishShop(NEXT);
  await until('both Rollouts are healthy', () => SERVICES.every((name) => statusOf(name).phase === 'Healthy'));
  await until('Prometheus has found their pods', isScraped, 240);
}, 1_800_000);

afterAll(() => {
  stop(shop);
  deleteNamespaces([namespace]);
});

test('the Rollouts run the pods, and the Deployments that they refer to have none', async () => {
  const isTaken = (name: Service): boolean =>
    record(objects('deployment', name, '--namespace', namespace)[0]!.spec).replicas === 0;
  // The controller takes the Deployment's own pods away after the Rollout is healthy.
  await until('its own pods are gone', () => SERVICES.every((name) => isTaken(name) && hashes(name).length === PODS));
  for (const name of SERVICES) expect(hashes(name)).toEqual(Array(PODS).fill(statusOf(name).stableRS));
});

test('a configuration that makes requests fail is aborted, while a good one of another service reaches every pod', async () => {
  const [orders, users] = [statusOf('orders').stableRS, statusOf('users')];
  let seconds = 0;
  const result = await underLoad(async () => {
    const failing = configured('orders-failing', { 'fail.rate': `${FAIL_RATE}` }, quicken);
    const begin = Date.now();
    release('orders', {}, failing);
    release('users', { services: { ...props.services, users: { replicas: PODS, config: { 'log.level': 'warn' } } } });
    await until('orders is aborted', () => statusOf('orders').abort === true, RELEASE_S);
    seconds = (Date.now() - begin) / 1000;
    await until('its new pod is gone', () => hashes('orders').every((hash) => hash === orders), RELEASE_S);
    await untilThrough('users', users);
  });
  expect(statusOf('orders')).toMatchObject({ phase: 'Degraded', stableRS: orders });
  expect(hashes('orders')).toHaveLength(PODS);
  expect(analyses('orders')).toEqual([['Failed', 'errors']]);
  expect(analyses('users')).toEqual([['Successful']]);
  const { 500: failed = 0, ...others } = lost(result.orders);
  expect(others).toEqual({});
  expect(failed).toBeGreaterThan(0);
  // One pod of three fails a part of what it gets, for a part of the time.
  expect(failed).toBeLessThan(0.1 * result.orders.sent);
  expect(lost(result.users)).toEqual({});
  seen(
    'release',
    `a configuration by which ${FAIL_RATE * 100} % of the requests fail is aborted; requests that failed`,
    `after ${seconds.toFixed(0)} s, ${failed} of ${result.orders.sent}`,
  );
  seen(
    'release',
    'another configuration of users reaches every pod as a canary; requests lost',
    `0 of ${result.users.sent}`,
  );
});

test('after that the old version answers everything, and a good new one reaches every pod without a loss', async () => {
  const before = statusOf('orders');
  const begin = Date.now();
  const result = await underLoad(async () => {
    release('orders', { version: NEXT });
    await untilThrough('orders', before);
  });
  const images = podsOf('orders').map(({ spec }) => records(record(spec).containers)[0]?.image);
  expect(images).toEqual(Array(PODS).fill(`registry.example.com/shop/orders:${NEXT}`));
  expect(lost(result.orders)).toEqual({});
  seen(
    'release',
    'a good version of orders reaches every pod as a canary, judged four times; requests lost',
    `after ${((Date.now() - begin) / 1000).toFixed(0)} s, 0 of ${result.orders.sent}`,
  );
});

test('a version with one slow path, which few requests go, is aborted by the times of its paths alone', async () => {
  const { stableRS } = statusOf('orders');
  let seconds = 0;
  const result = await underLoad(async () => {
    const slow = configured('orders-slow', { 'order.delay': `${SLOW_PATH.seconds}s` }, judgeOften);
    const begin = Date.now();
    release('orders', { version: NEXT }, slow);
    await until('orders is aborted', () => statusOf('orders').abort === true, RELEASE_S);
    seconds = (Date.now() - begin) / 1000;
    await until('its new pod is gone', () => hashes('orders').every((hash) => hash === stableRS), RELEASE_S);
  }, SLOW_PATH);
  expect(statusOf('orders')).toMatchObject({ phase: 'Degraded', stableRS });
  expect(analyses('orders')).toContainEqual(['Failed', 'paths']);
  expect(lost(result.orders)).toEqual({});
  seen(
    'release',
    `a configuration by which one request of ${SLOW_PATH.orderEvery} takes ${SLOW_PATH.seconds} s longer is aborted by the times of its path, read from spans; requests lost`,
    `after ${seconds.toFixed(0)} s, 0 of ${result.orders.sent}`,
  );
});
