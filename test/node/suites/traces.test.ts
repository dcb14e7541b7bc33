import { deleteNamespaces } from '../../cluster/kubectl';
import { record } from '../../support/manifest';
import { bearer, type Headers, logLines, newId, placeOrder, suiteEnvironment, tracedLines, until } from '../client';
import { runningPods } from '../inside';
import { start, token } from '../neighbours';
import { NAMES, type Shop, start as startShop, stop } from '../neighbours/shop';
import { seen } from '../proof';
import { spansOf, type TracedSpan } from '../trace';

const ENVIRONMENT = 'traces';
const props = suiteEnvironment(ENVIRONMENT);
const { namespace } = props;
const TOPIC = `${ENVIRONMENT}.order-events`;
const CONSUMERS = ['inventory', 'notification', 'log'];
const CALLER = 'the caller';
const PATIENCE_S = 60;
let shop: Shop;

beforeAll(async () => {
  await start('kafka', 'external-secrets', 'cert-manager', 'identity', 'tracing');
  shop = await startShop(ENVIRONMENT, props);
}, 900_000);

afterAll(() => {
  stop(shop);
  deleteNamespaces([namespace]);
});

interface Placed {
  readonly order: unknown;
  readonly traceId: string;
  /** The span that the caller says the request is part of. */
  readonly caller: string;
}

/** Places an order as part of a trace that the headers tell of. */
function place(headersOf: (traceId: string, spanId: string) => Headers): Placed {
  const traceId = newId(16);
  const caller = newId(8);
  const { status, body } = placeOrder(namespace, { ...bearer(token()), ...headersOf(traceId, caller) });
  expect(status).toBe(202);
  return { order: record(JSON.parse(body)).id, traceId, caller };
}

const w3c = (traceId: string, spanId: string): Headers => ({ traceparent: `00-${traceId}-${spanId}-01` });
const b3 = (traceId: string, spanId: string): Headers => ({
  'X-B3-TraceId': traceId,
  'X-B3-SpanId': spanId,
  'X-B3-Sampled': '1',
});

const nameOf = ({ service, kind, name }: TracedSpan): string => `${service} ${kind} ${name}`;

/** Each span after its parent: `users server service.UserService/GetUser < orders client …`. */
function tree(spans: readonly TracedSpan[], caller: string): readonly string[] {
  const parents = new Map(spans.map((span) => [span.id, nameOf(span)]));
  parents.set(caller, CALLER);
  return spans.map((span) => `${nameOf(span)} < ${parents.get(span.parent) ?? 'unknown'}`).sort();
}

const CALL = 'service.UserService/GetUser';
const EXPECTED = [
  `orders server POST /orders < ${CALLER}`,
  `orders client ${CALL} < orders server POST /orders`,
  `users server ${CALL} < orders client ${CALL}`,
  `orders producer ${TOPIC} publish < orders server POST /orders`,
  ...CONSUMERS.flatMap((name) => [
    `${name} consumer ${TOPIC} receive < orders producer ${TOPIC} publish`,
    `${name} consumer ${TOPIC} process < ${name} consumer ${TOPIC} receive`,
  ]),
].sort();

async function spansOnceThere(traceId: string): Promise<{ spans: readonly TracedSpan[]; seconds: number }> {
  const { value, seconds } = await until(
    PATIENCE_S,
    () => spansOf(traceId),
    ({ length }) => length >= EXPECTED.length,
  );
  return { spans: value, seconds };
}

test.each([
  ['W3C (traceparent)', w3c],
  ['B3 (X-B3-TraceId, X-B3-SpanId)', b3],
])(
  'the spans of an order hang together over HTTP, gRPC and Kafka, from a caller that speaks %s',
  async (name, headers) => {
    const { traceId, caller } = place(headers);
    const { spans, seconds } = await spansOnceThere(traceId);
    expect(tree(spans, caller)).toEqual(EXPECTED);
    seen(
      'traces',
      `spans of one order at the collector, over HTTP, gRPC and Kafka, all joined to a caller that speaks ${name}`,
      `${spans.length} of ${NAMES.length} services, after ${seconds.toFixed(1)} s`,
    );
  },
);

test('the trace id of an order is in the log of every service that it went through, as JSON', async () => {
  const { order, traceId } = place(w3c);
  const messages = async (service: string, count: number): Promise<readonly unknown[]> => {
    const read = (): readonly unknown[] => tracedLines(namespace, service, traceId).map(({ msg }) => msg);
    return (await until(PATIENCE_S, read, ({ length }) => length >= count)).value;
  };
  expect(await messages('orders', 2)).toEqual(['order taken', 'request']);
  expect(await messages('users', 1)).toEqual(['finished call']);
  expect(await messages('inventory', 1)).toEqual(['event processed']);
  expect(await messages('notification', 2)).toEqual(['message sent', 'event processed']);
  expect(await messages('log', 2)).toEqual(['order event', 'event processed']);
  for (const name of CONSUMERS) {
    expect(tracedLines(namespace, name, traceId).at(-1)).toMatchObject({ key: order, level: 'INFO' });
  }
  seen('logs', 'services whose logs have the trace id of one order, as JSON', `${NAMES.length} of ${NAMES.length}`);
});

test('every line of every log is JSON, with time, level and message', () => {
  const logs = NAMES.map((name) => logLines(namespace, name));
  expect(logs.filter(({ length }) => length === 0)).toEqual([]);
  const lines = logs.flat();
  for (const line of lines) {
    expect(line).toMatchObject({ time: expect.any(String), level: expect.any(String), msg: expect.any(String) });
  }
  seen('logs', 'lines of the five logs, each of them JSON with time, level and message', `${lines.length}`);
});

test('the span of each log line is one that the collector has', async () => {
  const { traceId } = place(w3c);
  const { spans } = await spansOnceThere(traceId);
  const lines = (): readonly string[] =>
    NAMES.flatMap((name) => tracedLines(namespace, name, traceId).map(({ spanId }) => `${name} ${spanId}`));
  const { value: said } = await until(PATIENCE_S, lines, ({ length }) => length >= 8);
  expect(said).toHaveLength(8);
  const known = spans.map(({ service, id }) => `${service} ${id}`);
  expect(said.filter((one) => !known.includes(one))).toEqual([]);
  seen('logs', 'lines of one order whose span is at the collector', `${said.length} of ${said.length}`);
});

test('spans name service, version, environment and pod', async () => {
  const { traceId } = place(w3c);
  const { spans } = await spansOnceThere(traceId);
  const named = spans.map(({ resource }) => [
    resource['service.name'],
    resource['service.namespace'],
    resource['service.version'],
    resource['deployment.environment.name'],
    resource['k8s.namespace.name'],
    resource['k8s.pod.name'],
  ]);
  const pods = runningPods(namespace).map(({ service, name }) => [
    service,
    'shop',
    props.version,
    ENVIRONMENT,
    namespace,
    name,
  ]);
  expect(pods).toHaveLength(NAMES.length);
  expect(new Set(named.map(String))).toEqual(new Set(pods.map(String)));
  seen('traces', 'pods that spans name, with service, version and environment', `${pods.length} of ${NAMES.length}`);
});
