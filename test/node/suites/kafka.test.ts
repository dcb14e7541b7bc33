import { apply, deleteNamespaces, kubectl, objects } from '../../cluster/kubectl';
import { record, records, text } from '../../support/manifest';
import { progress, read, restartBroker, write } from '../broker';
import { connectFrom, opensFrom, type RunningPod, runningPods } from '../inside';
import { type KeptLogs, keepLogs } from '../kept-logs';
import { killService } from '../kill';
import { startClient } from '../load/client';
import type { OrdersResult, OrdersTask } from '../load/orders';
import { serviceAddress, start, token } from '../neighbours';
import { CLUSTER, NAMESPACE as KAFKA } from '../neighbours/kafka/names';
import { type Shop, start as startShop, stop } from '../neighbours/shop';
import { devEnvironment } from '../neighbours/shop-environment';
import { seen } from '../proof';
import { until } from '../until';

const NAME = 'events';
const NAMESPACE = 'shop-events';
const TOPIC = `${NAME}.order-events`;
const STRANGER = `${NAME}-stranger`;
const CONSUMERS = ['inventory', 'notification', 'log'];
const [ORDERS, EVENTS] = [40, 250];
const HOUR_S = 3600;

let shop: Shop;
let logs: KeptLogs;

beforeAll(async () => {
  await start('kafka', 'external-secrets', 'cert-manager', 'identity');
  shop = await startShop(NAME, {
    ...devEnvironment,
    namespace: NAMESPACE,
    domain: 'events.shop.example',
    resources: 'xs',
    services: { orders: { resources: 'xs' } },
  });
  logs = keepLogs(NAMESPACE);
}, 900_000);

afterAll(() => {
  logs?.stop();
  kubectl('delete', 'kafkauser', STRANGER, '--namespace', KAFKA, '--ignore-not-found');
  if (shop) stop(shop);
  deleteNamespaces([NAMESPACE]);
});

/** What a service says that it has processed, in this order: `key:sequence`. */
function processed(service: string): readonly string[] {
  return logs.lines(service).flatMap((line) => {
    const found = / msg="event processed" key=(\S+) .* sequence=(\d+) /.exec(line);
    return found ? [`${found[1]}:${found[2]}`] : [];
  });
}

/** The variable of each consumer, as the manifests give it. */
function variable(name: string): Readonly<Record<string, string>> {
  const found = CONSUMERS.map((service) => {
    const [deployment] = objects('deployment', service, '--namespace', NAMESPACE);
    const { containers } = record(record(record(record(deployment).spec).template).spec);
    const entry = records(records(containers)[0]!.env).find((env) => env.name === name);
    return [service, text(entry?.value)];
  });
  return Object.fromEntries(found);
}

/** The sequence numbers of each key, in the order in which they came the first time. */
function byKey(events: readonly string[]): Readonly<Record<string, readonly number[]>> {
  const keys: Record<string, number[]> = {};
  for (const event of new Set(events)) {
    const [key, sequence] = event.split(':');
    keys[key!] = [...(keys[key!] ?? []), Number(sequence)];
  }
  return keys;
}

/** Places the orders; meanwhile a program and a pod of consumers, then the broker's pod, are ended. */
async function placeOrders(): Promise<OrdersResult> {
  const task: OrdersTask = {
    host: serviceAddress(NAMESPACE, 'orders'),
    token: token({ lifetime: HOUR_S }),
    orders: ORDERS,
    events: EVENTS,
  };
  const steps: [number, () => void][] = [
    [(ORDERS * EVENTS) / 4, () => killService(podOf('inventory'))],
    [(ORDERS * EVENTS) / 4, () => kubectl('delete', 'pod', podOf('notification').name, '--namespace', NAMESPACE)],
    [(ORDERS * EVENTS) / 2, restartBroker],
  ];
  const client = startClient<OrdersResult>('orders', task, ({ taken }) => {
    while (steps[0] && taken >= steps[0][0]) steps.shift()![1]();
  });
  const result = await client.result;
  expect(steps).toEqual([]);
  return result;
}

function podOf(service: string): RunningPod {
  const [pod] = runningPods(NAMESPACE).filter((candidate) => candidate.service === service);
  if (pod === undefined) throw new Error(`no pod of '${service}' runs`);
  return pod;
}

test('three groups get every event, in the order of its key, over the end of consumers and of the broker', async () => {
  const begin = Date.now();
  const { taken, unsure, keys } = await placeOrders();
  const seconds = (Date.now() - begin) / 1000;
  expect([taken, Object.keys(keys).length]).toEqual([ORDERS * EVENTS, ORDERS]);
  const wanted = Object.entries(keys).flatMap(([key, sequences]) => sequences.map((sequence) => `${key}:${sequence}`));
  const groups = variable('KAFKA_GROUP');
  expect(groups).toEqual(Object.fromEntries(CONSUMERS.map((service) => [service, `${NAME}.${service}`])));
  expect(variable('KAFKA_TOPIC_ORDER_EVENTS')).toEqual(
    Object.fromEntries(CONSUMERS.map((service) => [service, TOPIC])),
  );
  for (const service of CONSUMERS) {
    await until(`${service} has read all`, () => {
      const { read: done, written } = progress(groups[service]!, TOPIC);
      return written >= taken && done === written;
    });
    const events = processed(service);
    const distinct = new Set(events);
    expect(wanted.filter((event) => !distinct.has(event))).toEqual([]);
    const { partitions, written } = progress(groups[service]!, TOPIC);
    // Nothing but what the broker holds: that is what was taken, and perhaps what got no answer.
    expect([partitions, distinct.size]).toEqual([12, written]);
    expect(written - taken).toBeLessThanOrEqual(unsure);
    const disordered = Object.entries(byKey(events)).filter(([, found]) =>
      found.some((n, i) => i > 0 && n < found[i - 1]!),
    );
    expect(disordered).toEqual([]);
    seen(
      'kafka',
      `events at group ${service}, of ${taken} taken over the end of the broker; came again`,
      `${distinct.size}, ${events.length - distinct.size}`,
    );
  }
  seen(
    'kafka',
    'events placed through orders; seconds; attempts that got no yes while there was no broker',
    `${taken}, ${seconds.toFixed(0)}, ${unsure}`,
  );
}, 900_000);

test('the broker takes and gives nothing but what the graph says', () => {
  apply([
    {
      apiVersion: 'kafka.strimzi.io/v1',
      kind: 'KafkaUser',
      metadata: { namespace: KAFKA, name: STRANGER, labels: { 'strimzi.io/cluster': CLUSTER } },
      spec: {
        authentication: { type: 'tls' },
        authorization: {
          type: 'simple',
          acls: [{ resource: { type: 'topic', name: 'of-its-own', patternType: 'literal' }, operations: ['All'] }],
        },
      },
    },
  ]);
  kubectl('wait', '--for=condition=Ready', `kafkauser/${STRANGER}`, '--namespace', KAFKA, '--timeout=60s');
  const group = `${NAME}.inventory`;
  const { written } = progress(group, TOPIC);
  const answers = {
    'a stranger writes': write(TOPIC, STRANGER),
    'a reader writes': write(TOPIC, `${NAME}-inventory`),
    'nobody writes': write(TOPIC),
    'a stranger reads': read(TOPIC, group, STRANGER),
    'the writer reads': read(TOPIC, group, `${NAME}-orders`),
    'a reader reads as another': read(TOPIC, group, `${NAME}-log`),
  };
  expect(answers).toEqual({
    'a stranger writes': ['TopicAuthorizationException'],
    'a reader writes': ['TopicAuthorizationException'],
    'nobody writes': ['SslAuthenticationException'],
    'a stranger reads': ['TopicAuthorizationException'],
    'the writer reads': ['GroupAuthorizationException'],
    'a reader reads as another': ['GroupAuthorizationException'],
  });
  expect(progress(group, TOPIC).written).toBe(written);
  // The same programs, with the certificates of those who may.
  expect([write(TOPIC, `${NAME}-orders`), progress(group, TOPIC).written]).toEqual([[], written + 1]);
  seen('kafka', 'attempts without the right that the broker refused, by name', `${Object.keys(answers).length}`);
}, 600_000);

test('the network lets exactly those to the broker who write or read', async () => {
  const [broker] = runningPods(KAFKA).filter(({ name }) => name.endsWith('kafka-0'));
  const answers = await Promise.all(
    runningPods(NAMESPACE).map(async (pod) => {
      const ask = pod.service === 'users' ? connectFrom : opensFrom;
      return [pod.service, await ask(pod, broker!.address, 9093)];
    }),
  );
  expect(Object.fromEntries(answers)).toEqual({
    users: 'timed out',
    orders: 'open',
    inventory: 'open',
    notification: 'open',
    log: 'open',
  });
  seen('kafka', 'connection from users, which has no topic, to the broker', 'timed out');
});
