import { setTimeout as sleep } from 'node:timers/promises';
import { deleteNamespaces, kubectl, objects } from '../../cluster/kubectl';
import { run } from '../../cluster/run';
import { type Json, record, records, text } from '../../support/manifest';
import { suiteEnvironment, until } from '../client';
import { killPod } from '../containers';
import { runningPods } from '../inside';
import { startClient } from '../load/client';
import type { SteadyResult, SteadyTask } from '../load/steady';
import { serviceAddress, start, token } from '../neighbours';
import { untilRolledOut } from '../neighbours/harness/objects';
import { type Shop, start as startShop, stop } from '../neighbours/shop';
import type { ShopEnvironmentProps } from '../neighbours/shop-environment';
import { startMetrics } from '../node';
import { seen } from '../proof';

const ENVIRONMENT = 'busy';
const PER_SECOND = 40;
const [MIN, MAX] = [2, 3];
/** What the control plane and kube-proxy take to forget a pod that says nothing any more. */
const FORGET_S = 5;
/** An autoscaler looks so often. */
const LOOK_S = 15;
const HOUR_S = 3600;
const small = suiteEnvironment(ENVIRONMENT);
const props: ShopEnvironmentProps = {
  ...small,
  replicas: 2,
  disruptionBudget: true,
  spread: true,
  services: { orders: { resources: 'xs', replicas: { min: MIN, max: MAX } } },
};
const { namespace } = props;
let shop: Shop;

beforeAll(async () => {
  await startMetrics();
  await start('kafka', 'external-secrets', 'cert-manager', 'identity');
  shop = await startShop(ENVIRONMENT, props);
}, 1_200_000);

afterAll(() => {
  stop(shop);
  deleteNamespaces([namespace]);
});

/** What a client gets that never stops asking, and never asks twice, while something happens. */
async function underLoad(work: () => void, perSecond = PER_SECOND): Promise<SteadyResult> {
  const task: SteadyTask = {
    host: serviceAddress(namespace, 'orders'),
    token: token({ lifetime: HOUR_S }),
    perSecond,
  };
  const client = startClient<SteadyResult>('steady', task);
  await sleep(2000);
  try {
    work();
    await sleep(2000);
  } finally {
    client.stop();
  }
  return client.result;
}

/** The requests that were not answered as they should be: what they got instead, and how many. */
function lost({ answers }: SteadyResult): Readonly<Record<string, number>> {
  return Object.fromEntries(Object.entries(answers).filter(([answer]) => answer !== '200' && answer !== '202'));
}

function figure({ sent, slowestMs }: SteadyResult): string {
  return `0 of ${sent}, slowest ${slowestMs} ms`;
}

function podsOf(service: string): readonly string[] {
  return runningPods(namespace)
    .filter((pod) => pod.service === service)
    .map(({ name }) => name);
}

/** The pods that a Service leads to. */
function leadsTo(service: string): readonly unknown[] {
  const selector = `--selector=kubernetes.io/service-name=${service}`;
  const slices = objects('endpointslices', '--namespace', namespace, selector);
  return slices.flatMap(({ endpoints }) => records(endpoints).map(({ targetRef }) => record(targetRef).name));
}

/** Until the pods that were there before are gone. */
function untilGone(pods: readonly string[]): void {
  const names = pods.map((pod) => `pod/${pod}`);
  kubectl('wait', '--for=delete', ...names, '--namespace', namespace, '--timeout=180s');
}

test.each(['orders', 'users'])('a rolling update of %s loses no request', async (service) => {
  const before = podsOf(service);
  const result = await underLoad(() => {
    kubectl('rollout', 'restart', `deployment/${service}`, '--namespace', namespace);
    untilRolledOut(namespace, `deployment/${service}`, 180);
    untilGone(before);
  });
  expect(before.length).toBeGreaterThanOrEqual(MIN);
  expect(podsOf(service).filter((pod) => before.includes(pod))).toEqual([]);
  expect(result.sent).toBeGreaterThan(10 * PER_SECOND);
  expect(lost(result)).toEqual({});
  seen('availability', `requests to orders lost by a rolling update of ${service}`, figure(result));
});

test('a pod that is deleted loses no request', async () => {
  const [pod] = podsOf('orders');
  const result = await underLoad(() => {
    kubectl('delete', 'pod', pod!, '--namespace', namespace, '--wait');
    untilRolledOut(namespace, 'deployment/orders');
  });
  expect(lost(result)).toEqual({});
  seen('availability', 'requests lost by a pod that is deleted', figure(result));
});

test('a drain takes one pod, waits for its successor by the disruption budget, and loses no request', async () => {
  const [node] = objects('nodes').map(({ metadata }) => text(record(metadata).name));
  const selector = '--pod-selector=app.kubernetes.io/instance=orders';
  const before = podsOf('orders');
  let drained = { status: 0, stderr: '' };
  let left: readonly string[] = [];
  const result = await underLoad(() => {
    try {
      const flags = [selector, '--delete-emptydir-data', '--timeout=30s'];
      drained = run('kubectl', ['drain', node!, ...flags], { mayFail: true });
      left = podsOf('orders').filter((pod) => before.includes(pod));
    } finally {
      kubectl('uncordon', node!);
    }
    untilRolledOut(namespace, 'deployment/orders');
  });
  // There is no other node that a successor could run on: the budget keeps the rest.
  expect(drained.status).not.toBe(0);
  expect(drained.stderr).toContain("would violate the pod's disruption budget");
  expect(left).toHaveLength(before.length - 1);
  expect(lost(result)).toEqual({});
  seen('availability', 'requests lost by a drain that the disruption budget holds', figure(result));
});

test('of a pod that dies without a word, only what it had begun is lost, and what comes before it is forgotten', async () => {
  const [pod] = podsOf('orders');
  const result = await underLoad(() => {
    killPod(namespace, pod!);
    untilRolledOut(namespace, 'deployment/orders');
  });
  const count = Object.values(lost(result)).reduce((sum, each) => sum + each, 0);
  expect(count).toBeLessThan(FORGET_S * PER_SECOND);
  const leads = (): boolean => leadsTo('orders').includes(pod);
  expect((await until(FORGET_S, leads, (still) => !still)).value).toBe(false);
  untilRolledOut(namespace, 'deployment/orders');
  const again = await underLoad(() => undefined);
  expect(lost(again)).toEqual({});
  seen(
    'availability',
    'requests of a client without retries that a pod took with it when all its processes were killed at once',
    `${count} of ${result.sent}`,
  );
});

test('more load gives more pods, less load takes them back no faster than its window, and no request is lost', async () => {
  const replicas = (): number =>
    Number(record(objects('deployment', 'orders', '--namespace', namespace)[0]!.status).readyReplicas);
  const result = await underLoad(() => {
    const ready = `--for=jsonpath={.status.readyReplicas}=${MAX}`;
    kubectl('wait', ready, 'deployment/orders', '--namespace', namespace, '--timeout=240s');
  }, 5 * PER_SECOND);
  expect(lost(result)).toEqual({});
  expect(replicas()).toBe(MAX);
  const conditions = (): Json => {
    const [{ status } = {}] = objects('hpa', 'orders', '--namespace', namespace);
    return Object.fromEntries(records(record(status).conditions).map(({ type, status: value }) => [text(type), value]));
  };
  // Busy as the node was, it may have had no figures at its last look.
  const { value } = await until(2 * LOOK_S, conditions, ({ ScalingActive }) => ScalingActive === 'True');
  expect(value).toMatchObject({ ScalingActive: 'True', AbleToScale: 'True' });
  seen('availability', `pods of orders by CPU under ${5 * PER_SECOND} requests a second`, `${MIN} to ${MAX}`);
}, 360_000);
