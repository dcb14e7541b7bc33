import { Duration } from 'cdk8s';
import { type Environment, KafkaTopic, type Microservice } from 'cdk8s-fairway';
import { grafana } from 'cdk8s-fairway/grafana';
import { type Json, record, records, text } from '../support/manifest';
import { schemaProblems } from '../support/schemas';
import { environment, microservice, objectOf, objectsUnder, platform, tracing } from '../support/testing';

const slo = { availability: 99.9, latency: { quantile: 0.99, under: Duration.millis(300) } };
const ports = { http: 8080, metrics: 9100 };
type Service = Parameters<typeof objectOf>[0];

interface Shop {
  readonly dev: Environment;
  readonly users: Microservice;
  readonly orders: Microservice;
  readonly log: Microservice;
}

function shop(options: Parameters<typeof grafana>[0] = {}): Shop {
  const dev = environment({ ...platform, tracing, dashboards: grafana(options) });
  const events = new KafkaTopic(dev, 'events', { partitions: 1 });
  const users = microservice(dev, 'users', { ports: { grpc: 9090, metrics: 9100 } });
  const orders = microservice(dev, 'orders', {
    ports,
    slo,
    upstreams: [{ service: users, slo: { availability: 99 } }],
    produces: [events],
    config: { A: 'b' },
  });
  const log = microservice(dev, 'log', { ports: { metrics: 9100 }, consumes: [events] });
  return { dev, users, orders, log };
}

function dashboardOf(service: Service): Json {
  const [json] = Object.values(record(objectOf(service, 'Dashboard').data));
  return JSON.parse(text(json)) as Json;
}

const panelsOf = (dashboard: Json): readonly Json[] => records(dashboard.panels).filter(({ type }) => type !== 'row');
const titles = (service: Service): unknown => panelsOf(dashboardOf(service)).map(({ title }) => title);
const queries = (dashboard: Json): readonly string[] =>
  panelsOf(dashboard).flatMap(({ targets }) => records(targets).map(({ expr }) => text(expr)));

test("a dashboard stands in a ConfigMap that Grafana's sidecar finds", () => {
  expect(objectOf(shop().orders, 'Dashboard')).toMatchObject({
    kind: 'ConfigMap',
    metadata: { name: 'orders-dashboard', namespace: 'dev', labels: { grafana_dashboard: '1' } },
    data: { 'dev-orders.json': expect.any(String) },
  });
});

test("a dashboard is an object of Grafana's operator where instances of it are named", () => {
  const { orders, dev } = shop({ instanceSelector: { dashboards: 'grafana' } });
  const dashboard = objectOf(orders, 'Dashboard');
  const { spec, ...named } = dashboard;

  expect(schemaProblems(dashboard)).toEqual([]);
  expect(named).toMatchObject({ kind: 'GrafanaDashboard', metadata: { name: 'orders-dashboard', namespace: 'dev' } });
  expect(record(named.metadata).labels).not.toHaveProperty('grafana_dashboard');
  expect(spec).toEqual({
    allowCrossNamespaceImport: true,
    instanceSelector: { matchLabels: { dashboards: 'grafana' } },
    json: Object.values(record(objectOf(shop().orders, 'Dashboard').data))[0],
  });
  expect(objectsUnder(dev).filter(({ kind }) => kind === 'GrafanaDashboard')).toHaveLength(4);
});

test('a service shows requests, errors, latency, its promises, its pods and whom it calls', () => {
  expect(titles(shop().orders)).toEqual([
    'Requests',
    'Errors',
    'Latency',
    'Budget spent: availability',
    'Budget spent: latency',
    'Pods',
    'CPU',
    'Memory',
    'users: errors of grpc',
    'users: latency of grpc',
    'users: errors seen here',
    'users: latency seen here',
    'Budget spent with users: availability',
  ]);
});

test('the lines of a panel have their names below it', () => {
  for (const { options } of panelsOf(dashboardOf(shop().orders))) {
    expect(record(options).legend).toMatchObject({ displayMode: 'list', placement: 'bottom', showLegend: true });
  }
});

test('a consumer shows its pods and what it has not yet read', () => {
  expect(titles(shop().log)).toEqual(['Pods', 'CPU', 'Memory', 'dev.events: not yet read']);
});

test('what a panel shows of errors and objectives is what the alerts compare', () => {
  const { orders } = shop();
  const rules = records(record(objectOf(orders, 'PrometheusRule').spec).groups).flatMap((group) =>
    records(group.rules),
  );
  const alerts = rules.map(({ alert, expr }) => (alert === undefined ? '' : text(expr))).join('\n');
  const shown = queries(dashboardOf(orders)).filter((expr) =>
    /(service|edge):(request_errors|slow_requests|requests)/.test(expr),
  );
  const own = shown.filter((expr) => expr.includes('service="orders"')).map((expr) => expr.replace(/ \/ .*/, ''));
  expect(own.filter((series) => series.startsWith('edge:'))).toHaveLength(4);
  expect(own.length).toBeGreaterThan(11);
  expect(own.filter((series) => !alerts.includes(series))).toEqual([]);
});

test('everything recorded that a panel asks for is recorded', () => {
  const { dev, orders, users, log } = shop();
  const recorded = objectsUnder(dev)
    .filter(({ kind }) => kind === 'PrometheusRule')
    .flatMap(({ spec }) => records(record(spec).groups))
    .flatMap(({ rules }) => records(rules).map(({ record: name }) => text(name)));
  const asked = [orders, users, log]
    .flatMap((service) => queries(dashboardOf(service)))
    .flatMap((expr) => expr.match(/(?:service|edge):[\w:]+/g) ?? []);
  expect(asked.filter((name) => !recorded.includes(name))).toEqual([]);
});

test('the environment has one dashboard for all services', () => {
  const { dev } = shop();
  const found = objectsUnder(dev).find(({ metadata }) => record(metadata).name === 'dashboard');
  const dashboard = JSON.parse(text(record(found?.data)['dev.json'])) as Json;
  expect(panelsOf(dashboard).map(({ title }) => title)).toEqual([
    'Requests',
    'Errors',
    'Latency: 99 % within',
    'Alerts',
    'CPU',
    'Memory',
  ]);
});

test('links lead to the service in other tools', () => {
  const { orders } = shop({ links: { Traces: 'https://traces.example.com/{namespace}?service={service}' } });
  expect(records(dashboardOf(orders).links)).toMatchObject([
    { title: 'Traces', url: 'https://traces.example.com/dev?service=orders', keepTime: true },
  ]);
});

test('a panel asks the data source that was named', () => {
  const [first] = panelsOf(dashboardOf(shop({ datasource: 'mimir' }).orders));
  expect(first).toMatchObject({ datasource: { type: 'prometheus', uid: 'mimir' } });
});

test('the start of every pod is marked', () => {
  const [mark] = records(record(dashboardOf(shop().orders).annotations).list);
  expect(mark).toMatchObject({ useValueForTime: true, expr: expect.stringContaining('process_start_time_seconds') });
});

test('nothing is drawn of a service that nobody scrapes, and without a maker nothing at all', () => {
  const dev = environment({ ...platform, dashboards: grafana() });
  expect(microservice(dev, 'users', { ports: { http: 8080 } }).objects).not.toHaveProperty('Dashboard');
  expect(microservice(environment(platform), 'users', { ports }).objects).not.toHaveProperty('Dashboard');
});

test('names that are long together still give an identifier that Grafana takes', () => {
  const dev = environment({ ...platform, namespace: 'n'.repeat(40), dashboards: grafana() });
  const [users, orders] = ['users', 'orders'].map((id) => text(dashboardOf(microservice(dev, id, { ports })).uid));
  expect(users).toHaveLength(40);
  expect(orders).not.toBe(users);
});
