import { setTimeout as sleep } from 'node:timers/promises';
import { grafana } from 'cdk8s-fairway/grafana';
import { kubectl, objects } from '../../cluster/kubectl';
import { type Json, record, records, text } from '../../support/manifest';
import { bearer, get, placeOrder, until } from '../client';
import * as neighbours from '../neighbours';
import * as shop from '../neighbours/shop';
import { devEnvironment } from '../neighbours/shop-environment';
import { seen } from '../proof';

/** Prometheus has to find the pods and the rules, to scrape twice and to evaluate. */
const PATIENCE_S = 240;
const PATIENCE_MS = PATIENCE_S * 1000;
/** The kubelet gives Prometheus what the operator has written, and its first turn comes within its interval. */
const RULES_S = 180;
const BUILD_MS = 3_600_000;
const NAMESPACE = 'shop-drawn';
/** What the node has nothing for: an exporter of Kafka's lags, and something to be called about. */
const EMPTY = /^sum\(kafka_consumergroup_lag|^count by \(alertname, service\) \(ALERTS/;
let environment: shop.Shop;

interface Query {
  readonly dashboard: string;
  readonly panel: string;
  readonly expr: string;
}

beforeAll(async () => {
  await neighbours.start(...neighbours.ALL);
  const props = { ...devEnvironment, namespace: NAMESPACE, domain: 'drawn.shop.example', dashboards: grafana() };
  environment = await shop.start('drawn', props);
}, BUILD_MS);

afterAll(() => shop.stop(environment));

function queries(): readonly Query[] {
  const maps = objects('configmaps', '--namespace', NAMESPACE, '--selector=grafana_dashboard=1');
  return maps.flatMap(({ data }) =>
    Object.values(record(data)).flatMap((json) => {
      const { title, panels } = JSON.parse(text(json)) as Json;
      return records(panels).flatMap((panel) =>
        records(panel.targets).map(({ expr }) => ({
          dashboard: text(title),
          panel: text(panel.title),
          expr: text(expr),
        })),
      );
    }),
  );
}

/** Returns the status of the answer. */
function order(): number {
  return placeOrder(NAMESPACE, bearer(neighbours.token())).status;
}

/** Nobody in the shop asks users by HTTP. */
function hello(): void {
  expect(get(NAMESPACE, 'users', '/hello').status).toBe(200);
}

function valuesOf(expr: string): readonly number[] {
  const { result } = record(neighbours.askPrometheus(`/api/v1/query?query=${encodeURIComponent(expr)}`));
  return records(result).map(({ value }) => Number((value as readonly unknown[])[1]));
}

/** A quotient without requests is no number, and no line in a panel. */
function answers({ expr }: Query): boolean {
  return valuesOf(expr).some((value) => !Number.isNaN(value));
}

function scaleUsers(replicas: number): void {
  kubectl('scale', 'deployment/users', '--namespace', NAMESPACE, `--replicas=${replicas}`);
}

test(
  'the real Prometheus answers every query of every panel while the shop is used',
  async () => {
    const asked = queries().filter(({ expr }) => !EMPTY.test(expr));
    let open = asked;
    for (const begin = Date.now(); open.length > 0 && Date.now() - begin < PATIENCE_MS; await sleep(5_000)) {
      expect(order()).toBe(202);
      hello();
      open = open.filter((query) => !answers(query));
    }
    expect(open).toEqual([]);
    expect(asked.length).toBeGreaterThan(30);
    seen('metrics', 'queries of panels that the real Prometheus answers, of six dashboards', String(asked.length));
  },
  PATIENCE_MS + 60_000,
);

function ownGroups(): readonly Json[] {
  const { groups } = record(neighbours.askPrometheus('/api/v1/rules'));
  return records(groups).filter(({ name }) => text(name).startsWith(`${NAMESPACE}.`));
}

function servicesOf(groups: readonly Json[]): ReadonlySet<unknown> {
  return new Set(groups.map(({ name }) => text(name).split('.')[1]));
}

test('Prometheus has taken the rules of every service, and evaluates them without an error', async () => {
  // Those of some services may come later than those that the panels ask for; a rule that waits for its turn is no fault.
  const isComplete = (groups: readonly Json[]): boolean =>
    servicesOf(groups).size >= shop.NAMES.length &&
    groups.every(({ rules }) => records(rules).every(({ health }) => health !== 'unknown'));
  const { value: own } = await until(RULES_S, ownGroups, isComplete);
  expect([...servicesOf(own)].sort()).toEqual([...shop.NAMES].sort());
  const health = own.flatMap(({ rules }) => records(rules).map(({ name, health: is }) => `${name} ${is}`));
  expect(health.filter((rule) => !rule.endsWith(' ok'))).toEqual([]);
  seen('metrics', 'recording rules and alerts of the shop that the real Prometheus evaluates', String(health.length));
});

test(
  'what orders counts on of users is measured at orders: while no pod of users is there, its owner is called',
  async () => {
    const edge = `{namespace="${NAMESPACE}",service="orders",upstream="users"`;
    const failed = `edge:request_errors:ratio_rate5m${edge}}`;
    const own = `service:request_errors:ratio_rate5m{namespace="${NAMESPACE}",service="users",protocol="grpc"}`;
    const alert = `ALERTS${edge},alertname="ErrorBudgetBurn",slo="availability",window="1h",severity="page",owner="team-shop"}`;
    expect(valuesOf(failed)).toEqual([0]);
    const begin = Date.now();
    scaleUsers(0);
    try {
      const told = (): readonly number[] => (order() === 202 ? [] : valuesOf(alert));
      const { value: calls } = await until(PATIENCE_S, told, ({ length }) => length > 0);
      expect(calls).toEqual([1]);
      const seconds = Math.round((Date.now() - begin) / 1000);
      expect(valuesOf(failed)[0]).toBeGreaterThan(0.0144);
      // A service that is not there says nothing of its own failures.
      expect(valuesOf(own).filter((value) => value > 0)).toEqual([]);
      seen(
        'metrics',
        'no pod of users is there: the objective of the call tells it at orders, and the page comes',
        `after ${seconds} s`,
      );
    } finally {
      scaleUsers(1);
    }
    expect((await until(PATIENCE_S, order, (status) => status === 202)).value).toBe(202);
  },
  2 * PATIENCE_MS + 60_000,
);
