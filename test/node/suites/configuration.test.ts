import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { apply, deleteNamespaces, kubectl, objects } from '../../cluster/kubectl';
import { type Json, type Manifest, record, records, text } from '../../support/manifest';
import { type Awaited, bearer, logLines, placeOrder, suiteEnvironment, until } from '../client';
import { containerOf, fileOf, variablesOf } from '../containers';
import { runningPods } from '../inside';
import { start, token } from '../neighbours';
import { untilRolledOut } from '../neighbours/harness/objects';
import { publishShop, type Shop, start as startShop, stop } from '../neighbours/shop';
import { type ShopEnvironmentProps, writeShop } from '../neighbours/shop-environment';
import { logs } from '../pods';
import { seen } from '../proof';

const ENVIRONMENT = 'configuration';
const NEXT = 'next';
const props = suiteEnvironment(ENVIRONMENT);
const { namespace } = props;
/** The kubelet looks again at what a pod mounts at least this often. */
const SYNC_S = 120;
const OVERRIDES = {
  apiVersion: 'v1',
  kind: 'ConfigMap',
  metadata: { namespace, name: 'orders-overrides' },
  data: { 'feature.flag': 'true' },
};
let shop: Shop;

beforeAll(async () => {
  await start('kafka', 'external-secrets', 'cert-manager', 'identity');
  shop = await startShop(ENVIRONMENT, props);
}, 900_000);

afterAll(() => {
  stop(shop);
  deleteNamespaces([namespace]);
});

/** Applies what a service looks like after the user has changed the program. */
function applyAnew(service: string, changed: Partial<ShopEnvironmentProps>): void {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-shop-'));
  const manifests = writeShop(ENVIRONMENT, { ...props, ...changed }, folder);
  kubectl('apply', '--validate=strict', '--filename', join(manifests, `${service}.k8s.yaml`));
  rmSync(folder, { recursive: true });
}

function podOf(service: string): string {
  const pods = runningPods(namespace).filter((pod) => pod.service === service);
  expect(pods).toHaveLength(1);
  return pods[0]!.name;
}

/** What would be another one after a restart or a rollout. */
function lifeOf(service: string): Json {
  const pod = podOf(service);
  const [{ status } = {}] = objects('pod', pod, '--namespace', namespace);
  const [deployment] = objects('deployment', service, '--namespace', namespace);
  const restarts = records(record(status).containerStatuses).map(({ restartCount }) => restartCount);
  return { pod, restarts, generation: record(deployment!.metadata).generation };
}

function order(): Json {
  const answer = placeOrder(namespace, bearer(token()));
  expect(answer.status).toBe(202);
  return record(JSON.parse(answer.body));
}

/** The changes that orders has logged, as soon as there are so many. */
async function changes(count: number): Promise<Awaited<readonly string[]>> {
  const read = (): readonly string[] =>
    logLines(namespace, 'orders')
      .filter(({ msg }) => msg === 'configuration changed')
      .map((line) => `${line.key}: ${line.old} -> ${line.new}`);
  return until(SYNC_S, read, ({ length }) => length >= count);
}

test('a key of orders-overrides reaches the running pod, and leaves it again', async () => {
  const life = lifeOf('orders');
  expect(order()).not.toHaveProperty('giftWrap');
  apply([OVERRIDES]);
  const on = await changes(1);
  expect(on.value).toEqual(['feature.flag: false -> true']);
  expect(order()).toHaveProperty('giftWrap', true);
  kubectl('delete', 'configmap', 'orders-overrides', '--namespace', namespace);
  const off = await changes(2);
  expect(off.value).toEqual(['feature.flag: false -> true', 'feature.flag: true -> false']);
  expect(order()).not.toHaveProperty('giftWrap');
  expect(lifeOf('orders')).toEqual(life);
  const figure = `${on.seconds.toFixed(1)} s, ${off.seconds.toFixed(1)} s`;
  seen('configuration', 'an override reaches the running pod without a restart, and leaves it', figure);
});

test('a new synth with other values reaches the running pod, the log level too', async () => {
  const life = lifeOf('orders');
  const accepted = (): number => logLines(namespace, 'orders').filter(({ level }) => level === 'DEBUG').length;
  expect(accepted()).toBe(0);
  const config = { 'log.level': 'debug', 'feature.flag': true };
  applyAnew('orders', { services: { orders: { resources: 'xs', config } } });
  const { value, seconds } = await changes(4);
  expect(value.slice(2).sort()).toEqual(['feature.flag: false -> true', 'log.level: info -> debug']);
  expect(order()).toHaveProperty('giftWrap', true);
  // The line says who the token is of.
  expect((await until(10, accepted, (count) => count > 0)).value).toBe(1);
  expect(lifeOf('orders')).toEqual(life);
  seen(
    'configuration',
    'kubectl apply of a new synth reaches the running pod without a restart',
    `${seconds.toFixed(1)} s`,
  );
});

/** What the running pod of users is, and what its process was started with. */
function release(): Json {
  const pod = podOf('users');
  const [{ spec } = {}] = objects('pod', pod, '--namespace', namespace);
  const [container] = records(record(spec).containers);
  const [first] = records(container!.envFrom);
  return {
    image: container!.image,
    configMap: record(first!.configMapRef).name,
    level: variablesOf(containerOf(namespace, pod, 'users'))['log.level'],
  };
}

/** Waits until the pods of before are gone too. */
async function untilReplaced(pod: string): Promise<void> {
  untilRolledOut(namespace, 'deployment/users');
  kubectl('wait', '--for=delete', `pod/${pod}`, '--namespace', namespace, '--timeout=120s');
}

test('variables change by a rollout, and an undo brings image and configuration back together', async () => {
  await publishShop(NEXT);
  const before = release();
  const first = podOf('users');
  expect(before).toMatchObject({ image: 'registry.example.com/shop/users:latest', level: 'info' });

  applyAnew('users', { version: NEXT, services: { ...props.services, users: { config: { 'log.level': 'warn' } } } });
  await untilReplaced(first);
  const second = podOf('users');
  expect(release()).toEqual({
    image: `registry.example.com/shop/users:${NEXT}`,
    configMap: expect.stringMatching(/^users-config-[0-9a-f]{10}$/),
    level: 'warn',
  });
  expect(release().configMap).not.toBe(before.configMap);
  expect(logs(namespace, second, '--container=users')).toBe('');

  kubectl('rollout', 'undo', 'deployment/users', '--namespace', namespace);
  await untilReplaced(second);
  expect(release()).toEqual(before);
  seen('configuration', 'another value of a variable: another ConfigMap, and new pods that have it');
  seen('configuration', 'kubectl rollout undo brings the old image and the old configuration back together');
});

test('a ConfigMap that pods were started with cannot be changed', () => {
  const patch = ['--type=merge', '--patch', JSON.stringify({ data: { 'log.level': 'error' } })];
  const name = text(release().configMap);
  expect(() => kubectl('patch', 'configmap', name, '--namespace', namespace, ...patch)).toThrow('immutable');
});

test.each(['users', 'orders'])('the secrets of %s are files for its process, and nowhere else', (service) => {
  const [{ data } = {}] = objects('secret', `${service}-secrets`, '--namespace', namespace);
  const secret = Buffer.from(text(record(data).DB_PASSWORD), 'base64').toString();
  expect(secret).toBe(`${service}-password`);
  const pod = podOf(service);
  const container = containerOf(namespace, pod, service);
  expect(fileOf(container, '/etc/secrets/DB_PASSWORD')).toBe(secret);
  const said = logs(namespace, pod, '--all-containers');
  expect(JSON.stringify(variablesOf(container))).not.toContain(secret);
  expect(said).not.toContain(secret);
  expect(said).toContain('"msg":"secret read","name":"DB_PASSWORD","present":true');
  expect(yamlOf(service)).not.toContain(secret);
  seen(
    'configuration',
    `the secret of ${service}: a file that its process can read, in no variable, log or object but the Secret`,
  );
});

/** All that the cluster holds about a service, but its Secrets. */
function yamlOf(service: string): string {
  const kinds = ['deployment', 'pod', 'configmap', 'externalsecret'].join(',');
  const all: readonly Manifest[] = objects(
    kinds,
    '--namespace',
    namespace,
    `--selector=app.kubernetes.io/instance=${service}`,
  );
  return JSON.stringify(all);
}
