import { setTimeout as sleep } from 'node:timers/promises';
import { objects } from '../../cluster/kubectl';
import { type Json, record, records, text } from '../../support/manifest';
import { isAnswered } from '../client';
import { containerOf } from '../containers';
import { runningPods } from '../inside';
import * as neighbours from '../neighbours';
import * as shop from '../neighbours/shop';
import { devEnvironment } from '../neighbours/shop-environment';
import { inNode } from '../node';
import { logs } from '../pods';
import { seen } from '../proof';

/** A new target takes Prometheus' operator, the kubelet and the reloader their time, one after the other. */
const PATIENCE_MS = 180_000;
const CONSUMERS = ['inventory', 'notification', 'log'];
const DOMAIN = 'up.shop.example';
/** Everything is built here at the first run. */
const BUILD_MS = 3_600_000;
let environment: shop.Shop;

interface Order {
  readonly id: string;
  readonly traceId: string;
}

beforeAll(async () => {
  await neighbours.start(...neighbours.ALL);
  environment = await shop.start('up', { ...devEnvironment, namespace: 'shop-up', domain: DOMAIN });
}, BUILD_MS);

afterAll(() => shop.stop(environment));

/** The first answer that is good, or the last one that was had. */
async function eventually<T>(read: () => T, isGood: (answer: T) => boolean): Promise<T> {
  const begin = Date.now();
  for (;;) {
    const answer = read();
    if (isGood(answer) || Date.now() - begin > PATIENCE_MS) return answer;
    await sleep(500);
  }
}

function post(authorization?: string, traceId = '0'.repeat(31).concat('1')): neighbours.Answer {
  const address = neighbours.serviceAddress(environment.namespace, 'orders');
  return neighbours.fetchInNode(`http://${address}/orders`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      ...(authorization !== undefined && { authorization: `Bearer ${authorization}` }),
    },
    body: JSON.stringify({ userId: '1', item: 'anchor', quantity: 2 }),
  });
}

function order(): Order {
  const traceId = Array.from({ length: 32 }, () => Math.floor(Math.random() * 16).toString(16)).join('');
  const answer = post(neighbours.token(), traceId);
  expect(answer).toMatchObject({ status: 202 });
  return { id: text(record(JSON.parse(answer.body)).id), traceId };
}

test('all pods of the five services are ready', () => {
  const deployments = objects('deployment', '--namespace', environment.namespace);
  const ready = deployments.map(({ metadata, status }) => [record(metadata).name, record(status).readyReplicas]);
  expect(Object.fromEntries(ready)).toEqual(Object.fromEntries(shop.NAMES.map((name) => [name, 1])));
});

test('orders answers through its Service', () => {
  const address = neighbours.serviceAddress(environment.namespace, 'orders');
  const { status, body } = neighbours.fetchInNode(`http://${address}/hello`);
  expect({ status, body: JSON.parse(body) }).toEqual({
    status: 200,
    body: { message: 'Hello from Go Microservice' },
  });
});

test('orders answers through the Ingress, under a certificate for its host', async () => {
  const ask = (url: string): neighbours.Answer =>
    neighbours.fetchInNode(url, { address: neighbours.ingressAddress(), ca: neighbours.authorityCertificate() });
  // The controller hears of the certificate and of the pod in its own time.
  await eventually(() => isAnswered(() => ask(`https://${DOMAIN}/hello`)), Boolean);
  expect(ask(`https://${DOMAIN}/hello`)).toMatchObject({ status: 200 });
  expect(ask(`http://${DOMAIN}/hello`)).toMatchObject({ status: 308 });
});

test('an order wants a token that is the issuer’s and still valid', () => {
  expect(post().status).toBe(401);
  expect(post(neighbours.token({ lifetime: -60 })).status).toBe(401);
  expect(post(neighbours.token({ foreign: true })).status).toBe(401);
  expect(post(neighbours.token({ claims: { aud: 'another' } })).status).toBe(401);
  expect(post(neighbours.token()).status).toBe(202);
});

test('an order reaches all three consumers, under one trace id', async () => {
  const { id, traceId } = order();
  // It asked users by gRPC over TLS: the name is theirs.
  const took = (): string => logs(environment.namespace, 'deployment/orders', '--container=orders');
  const taken = new RegExp(`order taken.* key=${id} user=Ada .*traceId=${traceId}`);
  expect(await eventually(took, (said) => taken.test(said))).toMatch(taken);
  for (const name of CONSUMERS) {
    const read = (): string => logs(environment.namespace, `deployment/${name}`);
    const wanted = new RegExp(`event processed.* key=${id} .*traceId=${traceId}`);
    expect(await eventually(read, (said) => wanted.test(said))).toMatch(wanted);
  }
});

test('the collector has the spans of an order of all the services that it went through', async () => {
  const { traceId } = order();
  const services = (): readonly string[] =>
    [
      ...new Set(
        neighbours
          .spans()
          .filter((span) => span.traceId === traceId)
          .map(({ service }) => service),
      ),
    ].sort();
  const wanted = ['inventory', 'log', 'notification', 'orders', 'users'];
  expect(await eventually(services, (found) => found.length === wanted.length)).toEqual(wanted);
});

test.each(['orders', 'user-service'])('Consul lists the pod of %s, and finds it healthy', async (service) => {
  const passing = (): readonly unknown[] =>
    records(neighbours.askConsul(`/v1/health/service/${service}?passing`))
      .filter((entry) => record(record(entry.Service).Meta).namespace === environment.namespace)
      .map((entry) => record(entry.Service).Address);
  const selector = `app.kubernetes.io/instance=${service === 'orders' ? 'orders' : 'users'}`;
  const pods = objects('pods', '--namespace', environment.namespace, '--selector', selector);
  const addresses = pods.map(({ status }) => record(status).podIP);
  expect(addresses).toHaveLength(1);
  expect(await eventually(passing, (found) => found.length === 1)).toEqual(addresses);
});

test('Prometheus scrapes every service by its name, and the node', async () => {
  const query = `up{namespace="${environment.namespace}"} == 1 or up{job="monitoring/node-exporter"} == 1`;
  const up = (): readonly string[] =>
    ask(query)
      .map(({ metric }) => text(record(metric).job))
      .sort();
  const wanted = [...shop.NAMES, 'monitoring/node-exporter'].sort();
  expect(await eventually(up, (found) => found.length === wanted.length)).toEqual(wanted);
  seen('metrics', 'targets up in Prometheus, by the name of their service; node exporter', wanted.join(', '));
});

test('Prometheus knows how many requests a second orders answers', async () => {
  const query = `sum(rate(http_requests_total{namespace="${environment.namespace}",job="orders"}[5m]))`;
  // A counter that is there at a scrape and was not at the one before has grown by nothing: one order may be none.
  const rate = (): number => {
    order();
    const [{ value } = {}] = ask(query);
    return Number((value as readonly unknown[] | undefined)?.[1] ?? 0);
  };
  const found = await eventually(rate, (value) => value > 0);
  expect(found).toBeGreaterThan(0);
  seen('metrics', 'rate(http_requests_total[5m]) of orders', `${found.toFixed(2)} a second`);
});

function ask(query: string): readonly Json[] {
  return records(record(neighbours.askPrometheus(`/api/v1/query?query=${encodeURIComponent(query)}`)).result);
}

/** The image as the registry sends it: its layers are compressed. */
function imageMebibytes(service: string): number {
  const reference = `registry.example.com/shop/${service}:${devEnvironment.version}`;
  const listed = inNode('ctr', ['--namespace', 'k8s.io', 'images', 'list', `name==${reference}`]).stdout;
  const [, size, unit] = / (\d+\.\d+) (MiB|KiB) /.exec(listed) ?? [];
  return Number(size) / (unit === 'KiB' ? 1024 : 1);
}

/** What the kernel says of a service's process: its user, and the memory that it holds. */
function processOf(service: string): { readonly user: number; readonly mebibytes: number } {
  const pod = runningPods(environment.namespace).find((one) => one.service === service);
  const { process } = containerOf(environment.namespace, pod!.name, service);
  const said = inNode('cat', [`/proc/${process}/status`]).stdout;
  const field = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(said)?.[1]);
  return { user: field('Uid'), mebibytes: field('VmRSS') / 1024 };
}

/** From the start of the service's container until its pod was ready; both are whole seconds. */
function secondsToReady(service: string): number {
  const selector = `--selector=app.kubernetes.io/instance=${service}`;
  const [{ status } = {}] = objects('pods', '--namespace', environment.namespace, selector);
  const { containerStatuses, conditions } = record(status);
  const container = records(containerStatuses).find(({ name }) => name === service);
  const ready = records(conditions).find(({ type }) => type === 'Ready');
  const started = text(record(record(container?.state).running).startedAt);
  return (Date.parse(text(ready?.lastTransitionTime)) - Date.parse(started)) / 1000;
}

test.each(shop.NAMES)(
  'the image of %s is small, and its process starts soon, holds little and is not root',
  (service) => {
    const size = imageMebibytes(service);
    const { user, mebibytes } = processOf(service);
    const seconds = secondsToReady(service);
    expect(size).toBeGreaterThan(1);
    expect(size).toBeLessThan(20);
    expect(user).toBe(10001);
    expect(mebibytes).toBeLessThan(64);
    expect(seconds).toBeLessThan(60);
    const figures = [`${size.toFixed(1)} MiB`, `${seconds} s`, `${mebibytes.toFixed(0)} MiB`, `user ${user}`];
    seen('image', `${service}: image compressed, start to ready, memory, user`, figures.join(', '));
  },
);
