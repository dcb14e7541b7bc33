import { deleteNamespaces, kubectl } from '../../cluster/kubectl';
import { records } from '../../support/manifest';
import { suiteEnvironment, until } from '../client';
import { containerOf, killPod, signal } from '../containers';
import { type RunningPod, runningPods } from '../inside';
import { askConsul, fetchInNode, start } from '../neighbours';
import { type Shop, start as startShop, stop } from '../neighbours/shop';
import { seen } from '../proof';
import { healthy, lookUp, registered } from '../registry';

const ENVIRONMENT = 'registered';
const SERVICE = 'user-service';
const PORT = 8081;
const props = suiteEnvironment(ENVIRONMENT);
const { namespace } = props;
/** As the example says. */
const INTERVAL_S = 10;
const TIMEOUT_S = 10;
/** Consul's own least: the example's 15 s are raised to it. */
const DEREGISTER_S = 60;
/** Consul looks so often for what it has to forget. */
const REAPER_S = 30;
/** What our own looking may add. */
const SLACK_S = 5;
/** A check has come and said something by then, also on a machine that stood still for a moment. */
const CHECKED_S = INTERVAL_S + TIMEOUT_S + 2 * SLACK_S;
/** A pod runs by then, and has registered. */
const START_S = 60;
let shop: Shop;

beforeAll(async () => {
  await start('kafka', 'external-secrets', 'cert-manager', 'identity', 'consul');
  shop = await startShop(ENVIRONMENT, props);
}, 900_000);

afterAll(() => {
  stop(shop);
  deleteNamespaces([namespace]);
});

const userPods = (): readonly RunningPod[] => runningPods(namespace).filter(({ service }) => service === 'users');

function userPod(): RunningPod {
  const pods = userPods();
  expect(pods).toHaveLength(1);
  return pods[0]!;
}

const idOf = ({ name }: RunningPod): string => `${SERVICE}-${PORT}-${name}`;
const healthyIds = (): readonly string[] => healthy(SERVICE, ENVIRONMENT).map(({ id }) => id);
const knownIds = (): readonly string[] => registered(SERVICE, ENVIRONMENT).map(({ id }) => id);

/** Waits until the present pod is the one that Consul finds healthy. */
async function untilHealthy(): Promise<RunningPod> {
  kubectl('rollout', 'status', 'deployment/users', '--namespace', namespace, '--timeout=180s');
  // A Deployment may not know yet that its pod has just been ended.
  await until(START_S, userPods, ({ length }) => length === 1);
  const pod = userPod();
  const { value } = await until(START_S, healthyIds, (ids) => ids.includes(idOf(pod)));
  expect(value).toEqual([idOf(pod)]);
  return pod;
}

test('Consul knows the pod of users by the name, the address, the port and the tags that the example gives', async () => {
  const pod = await untilHealthy();
  const tags = [ENVIRONMENT, props.version];
  expect(registered(SERVICE, ENVIRONMENT)).toEqual([
    {
      id: idOf(pod),
      address: pod.address,
      port: PORT,
      tags,
      meta: { environment: ENVIRONMENT, namespace, pod: pod.name },
    },
  ]);
  const checks = records(askConsul(`/v1/health/checks/${SERVICE}`)).filter(({ ServiceID }) => ServiceID === idOf(pod));
  expect(checks).toHaveLength(1);
  expect(checks[0]).toMatchObject({ Type: 'http', Interval: '10s', Timeout: '10s', Status: 'passing' });
  seen('consul', `the pod of users in the catalog as ${SERVICE}, with address, port ${PORT} and tags`, tags.join(', '));
});

test('who calls finds healthy pods by HTTP, by the tags of environment and version', () => {
  const { address } = userPod();
  const addresses = (...tags: readonly string[]): readonly string[] =>
    healthy(SERVICE, ...tags).map((one) => one.address);
  expect(addresses(ENVIRONMENT)).toEqual([address]);
  expect(addresses(ENVIRONMENT, props.version)).toEqual([address]);
  expect(addresses(ENVIRONMENT, 'another-version')).toEqual([]);
  expect(addresses('another-environment')).toEqual([]);
  seen('consul', 'healthy pods by HTTP, by environment and version, and by another version', '1, 0');
});

test('who calls finds healthy pods by DNS', () => {
  const { address } = userPod();
  expect(lookUp(`${ENVIRONMENT}.${SERVICE}.service.consul`)).toEqual({ addresses: [address], ports: [PORT] });
  expect(lookUp(`another.${SERVICE}.service.consul`)).toEqual({ addresses: [], ports: [] });
  seen('consul', `${ENVIRONMENT}.${SERVICE}.service.consul by Consul’s DNS, A and SRV`, `1 address, port ${PORT}`);
});

test('orders is registered too, by its own name and port', async () => {
  const pod = runningPods(namespace).find(({ service }) => service === 'orders');
  const found = (): readonly object[] => healthy('orders', ENVIRONMENT).map(({ address, port }) => ({ address, port }));
  // Its check has its own time: that users is found says nothing of it.
  const { value } = await until(CHECKED_S, found, ({ length }) => length > 0);
  expect(value).toEqual([{ address: pod!.address, port: 8080 }]);
});

test('a pod that does not answer its check is not found until it answers again', async () => {
  const pod = userPod();
  const container = containerOf(namespace, pod.name, 'users');
  signal('SIGSTOP', container);
  const out = await until(CHECKED_S, healthyIds, (ids) => ids.length === 0);
  const dns = lookUp(`${ENVIRONMENT}.${SERVICE}.service.consul`);
  const known = knownIds();
  signal('SIGCONT', container);
  expect(out.value).toEqual([]);
  expect(dns).toEqual({ addresses: [], ports: [] });
  expect(known).toEqual([idOf(pod)]);
  const back = await until(CHECKED_S, healthyIds, (ids) => ids.length > 0);
  expect(back.value).toEqual([idOf(pod)]);
  const figure = `${out.seconds.toFixed(1)} s, ${back.seconds.toFixed(1)} s`;
  seen(
    'consul',
    'a pod whose process stands still is out of what is found, and in again once it goes on, after',
    figure,
  );
});

test('a pod that is deleted is forgotten at once, while it still answers', async () => {
  const pod = await untilHealthy();
  kubectl('delete', 'pod', pod.name, '--namespace', namespace, '--wait=false');
  const { value, seconds } = await until(SLACK_S, knownIds, (ids) => !ids.includes(idOf(pod)));
  const { status } = fetchInNode(`http://${pod.address}:${PORT}/hello`);
  expect(value).not.toContain(idOf(pod));
  expect(status).toBe(200);
  await untilHealthy();
  seen('consul', 'a pod that is deleted is out of the catalog, and still answers, after', `${seconds.toFixed(1)} s`);
}, 660_000);

test('a pod that dies without a word is not found after its check’s time, and is forgotten in the end', async () => {
  const pod = await untilHealthy();
  killPod(namespace, pod.name);
  const out = await until(CHECKED_S, healthyIds, (ids) => !ids.includes(idOf(pod)));
  expect(out.value).not.toContain(idOf(pod));
  expect(knownIds()).toContain(idOf(pod));
  const left = await until(DEREGISTER_S + REAPER_S + 2 * SLACK_S, knownIds, (ids) => !ids.includes(idOf(pod)));
  expect(left.value).toEqual([idOf(userPod())]);
  expect(left.seconds).toBeGreaterThan(DEREGISTER_S - SLACK_S);
  const figure = `${out.seconds.toFixed(1)} s, ${(out.seconds + left.seconds).toFixed(1)} s`;
  seen('consul', 'a pod that is killed with its sidecar is not found any more, and forgotten, after', figure);
}, 480_000);
