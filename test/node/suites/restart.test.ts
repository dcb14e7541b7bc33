import { setTimeout as sleep } from 'node:timers/promises';
import { deleteNamespaces, kubectl, objects } from '../../cluster/kubectl';
import { record, records, text } from '../../support/manifest';
import { bearer, logLines, placeOrder, suiteEnvironment, until } from '../client';
import { start, token } from '../neighbours';
import { untilRolledOut } from '../neighbours/harness/objects';
import { BROKER } from '../neighbours/kafka/broker';
import { NAMESPACE as KAFKA } from '../neighbours/kafka/names';
import { NAMES, type Shop, start as startShop, stop } from '../neighbours/shop';
import { seen } from '../proof';

const ENVIRONMENT = 'restarted';
const CONSUMERS = ['inventory', 'notification', 'log'];
/** What the shop needs, and does without for a while; beside the broker stands what never rests. */
const NEEDED = [
  { place: KAFKA, workload: `statefulset/${BROKER}`, pods: [`${BROKER}-0`] },
  { place: 'identity', workload: 'deployment/identity', pods: ['--all'] },
] as const;
/** So long the shop runs without them: longer than any probe's patience. */
const WITHOUT_MS = 60_000;
const props = suiteEnvironment(ENVIRONMENT);
const { namespace } = props;
let shop: Shop;

beforeAll(async () => {
  await start('kafka', 'external-secrets', 'cert-manager', 'identity');
  shop = await startShop(ENVIRONMENT, props);
}, 900_000);

afterAll(() => {
  scaleNeeded(1);
  stop(shop);
  deleteNamespaces([namespace]);
});

function scaleNeeded(replicas: 0 | 1): void {
  for (const { place, workload } of NEEDED) {
    kubectl('scale', workload, `--replicas=${replicas}`, '--namespace', place);
  }
}

function deletePods(place: string): void {
  kubectl('delete', 'pods', '--all', '--namespace', place, '--wait=false');
}

/** How often a container of each service was started again since its pod came. */
function restarts(): Readonly<Record<string, number>> {
  const pods = objects('pods', '--namespace', namespace).filter(
    ({ metadata }) => record(metadata).deletionTimestamp === undefined,
  );
  const counts = pods.map(({ metadata, status }) => {
    const { containerStatuses, initContainerStatuses } = record(status);
    const all = [...records(containerStatuses), ...records(initContainerStatuses)];
    const service = text(record(record(metadata).labels)['app.kubernetes.io/instance']);
    return [service, all.reduce((sum, { restartCount }) => sum + Number(restartCount), 0)] as const;
  });
  expect(counts).toHaveLength(NAMES.length);
  return Object.fromEntries(counts);
}

const NONE = Object.fromEntries(NAMES.map((name) => [name, 0]));

/** Whether orders takes an order now; where it is not ready, nobody answers. */
function takesOrders(): string | undefined {
  try {
    const { status, body } = placeOrder(namespace, bearer(token()));
    return status === 202 ? text(record(JSON.parse(body)).id) : undefined;
  } catch (error) {
    if (/ECONNREFUSED|AbortError|ECONNRESET|socket hang up|aborted/.test(String(error))) return undefined;
    throw error;
  }
}

/** An order goes all the way: token, users, topic, and all three groups. */
async function orderGoesThrough(): Promise<void> {
  const { value: id } = await until(120, takesOrders, (found) => found !== undefined);
  expect(id).toBeDefined();
  for (const service of CONSUMERS) {
    const came = (): boolean =>
      logLines(namespace, service).some(({ msg, key }) => msg === 'event processed' && key === id);
    expect((await until(120, came, Boolean)).value).toBe(true);
  }
}

async function healed(): Promise<number> {
  const begin = Date.now();
  for (const { place, workload } of NEEDED) untilRolledOut(place, workload, 180);
  for (const name of NAMES) untilRolledOut(namespace, `deployment/${name}`, 300);
  await orderGoesThrough();
  return (Date.now() - begin) / 1000;
}

test('all pods end at once, those of the broker and of the issuer too: all of it comes back, and nothing starts twice', async () => {
  for (const place of [namespace, ...NEEDED.map((needed) => needed.place)]) deletePods(place);
  const seconds = await healed();
  expect(restarts()).toEqual(NONE);
  seen(
    'restart',
    'all pods of the shop, the broker and the issuer end at once; an order goes through after',
    `${seconds.toFixed(0)} s`,
  );
});

test('the shop starts before the broker and the issuer are there: it waits, and nothing starts twice', async () => {
  scaleNeeded(0);
  for (const { place, pods } of NEEDED) {
    kubectl('wait', '--for=delete', 'pod', ...pods, '--namespace', place, '--timeout=120s');
  }
  deletePods(namespace);
  await sleep(WITHOUT_MS);
  expect(restarts()).toEqual(NONE);
  expect(takesOrders()).toBeUndefined();
  scaleNeeded(1);
  const seconds = await healed();
  expect(restarts()).toEqual(NONE);
  seen(
    'restart',
    'the shop starts a minute before the broker and the issuer; an order goes through after',
    `${seconds.toFixed(0)} s`,
  );
});

test('the broker goes and comes back under a running shop, which does not start again', async () => {
  const before = objects('pods', '--namespace', namespace).map(({ metadata }) => text(record(metadata).name));
  kubectl('delete', 'pod', `${BROKER}-0`, '--namespace', KAFKA, '--wait');
  const seconds = await healed();
  expect(restarts()).toEqual(NONE);
  expect(objects('pods', '--namespace', namespace).map(({ metadata }) => text(record(metadata).name))).toEqual(before);
  seen('restart', 'the broker goes and comes back; an order goes through after', `${seconds.toFixed(0)} s`);
});
