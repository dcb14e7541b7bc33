import { App, Environment } from 'cdk8s-fairway';
import { Shop } from '../../../examples/shop/shop';
import { apply, deleteNamespaces } from '../../cluster/kubectl';
import { type Connection, connectFrom, opensFrom, type RunningPod, runningPods } from '../inside';
import { start } from '../neighbours';
import { type Shop as RunningShop, start as startShop, stop } from '../neighbours/shop';
import { devEnvironment, type ShopEnvironmentProps } from '../neighbours/shop-environment';
import { pod, podSpec, probe, restrictedNamespaces, untilReady } from '../pods';
import { seen } from '../proof';

/** Two environments of the shop on one cluster, apart by their namespaces alone. */
const small = { ...devEnvironment, resources: 'xs', services: { orders: { resources: 'xs' } } } as const;
const environments: Readonly<Record<string, ShopEnvironmentProps>> = {
  left: { ...small, namespace: 'shop-left', domain: 'left.shop.example' },
  right: { ...small, namespace: 'shop-right', domain: 'right.shop.example' },
};
const PORTS = [8080, 8081, 9090, 9100];
const STRANGER = 'stranger';
const AT_ONCE = 40;

const running: RunningShop[] = [];

beforeAll(async () => {
  await start('kafka', 'external-secrets', 'cert-manager', 'identity');
  for (const [name, props] of Object.entries(environments)) running.push(await startShop(name, props));
  restrictedNamespaces([STRANGER]);
  apply([pod(STRANGER, 'someone', podSpec([probe('probe', ['wait'])]))]);
  untilReady(STRANGER);
}, 900_000);

afterAll(() => {
  for (const shop of running) stop(shop);
  deleteNamespaces([STRANGER, ...Object.values(environments).map(({ namespace }) => namespace)]);
});

/** `shop-dev/orders -> shop-dev/users:9090`, as the graph of each environment has them. */
function declared(): readonly string[] {
  return Object.entries(environments).flatMap(([name, { version, ...props }]) => {
    const environment = new Environment(new App({ onIssue: () => undefined }), name, props);
    new Shop(environment, 'shop', { version });
    return environment.graph.edges.flatMap((edge) =>
      edge.kind === 'calls'
        ? [`${props.namespace}/${edge.from.name} -> ${props.namespace}/${edge.to.name}:${edge.port.containerPort}`]
        : [],
    );
  });
}

interface Attempt {
  readonly from: RunningPod;
  readonly to: RunningPod;
  readonly port: number;
}

function attempts(pods: readonly RunningPod[]): readonly Attempt[] {
  return pods.flatMap((from) =>
    pods.filter((to) => to !== from).flatMap((to) => PORTS.map((port) => ({ from, to, port }))),
  );
}

async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let index = 0; index < items.length; index += AT_ONCE) {
    results.push(...(await Promise.all(items.slice(index, index + AT_ONCE).map(work))));
  }
  return results;
}

const shops = (): readonly RunningPod[] => running.flatMap(({ namespace }) => runningPods(namespace));

test('of all pairs of pods, exactly those that the graph names can connect', async () => {
  const pods = shops();
  expect(pods).toHaveLength(10);
  const all = attempts(pods);
  const wanted = new Set(declared());
  const answers = await inTurns(all, async ({ from, to, port }) => {
    const pair = `${from.namespace}/${from.service} -> ${to.namespace}/${to.service}:${port}`;
    return { pair, answer: await (wanted.has(pair) ? opensFrom : connectFrom)(from, to.address, port) };
  });
  const open = answers.filter(({ answer }) => answer === 'open').map(({ pair }) => pair);
  expect(open.sort()).toEqual([...wanted].sort());
  // What no rule forbids and nobody listens on would be refused.
  expect(answers.filter(({ answer }) => answer === 'refused')).toEqual([]);
  seen(
    'isolation',
    `ordered pairs of pods and ports of two environments tried, each ${PORTS.length} ports`,
    `${all.length}`,
  );
  seen('isolation', 'connections that came about: those of the graph, and no other', `${open.length}`);
});

test('a pod of a namespace that is no environment reaches none of them', async () => {
  const [someone] = runningPods(STRANGER);
  const answers = await inTurns(
    shops().flatMap(({ address }) => PORTS.map((port) => ({ address, port }))),
    ({ address, port }) => connectFrom(someone!, address, port),
  );
  expect(new Set<Connection>(answers)).toEqual(new Set(['timed out']));
  seen('isolation', 'connections from a namespace without policies into the environments', '0');
});

test('every pod reaches the cluster’s DNS, and none the world', async () => {
  const pods = shops();
  expect(new Set(await inTurns(pods, (from) => opensFrom(from, '10.96.0.10', 53)))).toEqual(new Set(['open']));
  expect(new Set(await inTurns(pods, (from) => connectFrom(from, '203.0.113.7', 443)))).toEqual(new Set(['timed out']));
  // The same address refuses whom no policy holds back.
  const [someone] = runningPods(STRANGER);
  expect(await connectFrom(someone!, '203.0.113.7', 443)).toBe('refused');
  seen('isolation', 'pods that reach DNS, and of these an address of the world', `${pods.length}, 0`);
});
