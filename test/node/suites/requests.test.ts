import { deleteNamespaces, kubectl } from '../../cluster/kubectl';
import { type Json, record } from '../../support/manifest';
import { bearer, get, isAnswered, newId, ORDER, placeOrder, suiteEnvironment, tracedLines, until } from '../client';
import { type Answer, ingressAddress, serviceAddress, start, token } from '../neighbours';
import { type Shop, start as startShop, stop } from '../neighbours/shop';
import { seen } from '../proof';
import { authorityOf, fetchSecurely, handshake } from '../tls';

const props = suiteEnvironment('requests');
const { namespace, domain } = props;
const HELLO = { message: 'Hello from Go Microservice' };
let shop: Shop;

beforeAll(async () => {
  await start('kafka', 'external-secrets', 'cert-manager', 'identity', 'ingress');
  shop = await startShop('requests', props);
}, 900_000);

afterAll(() => {
  stop(shop);
  deleteNamespaces([namespace]);
});

/** How many requests of a trace a service has logged, by their status. */
async function logged(service: string, traceId: string, message: string): Promise<readonly unknown[]> {
  const read = (): readonly unknown[] =>
    tracedLines(namespace, service, traceId)
      .filter(({ msg }) => msg === message)
      .map((line) => line.code ?? line['grpc.code']);
  return (await until(15, read, ({ length }) => length > 0)).value;
}

function traced(traceId: string): Readonly<Record<string, string>> {
  return { traceparent: `00-${traceId}-${newId(8)}-01` };
}

test.each(['users', 'orders'])('%s says hello through its Service, and logs the request', async (service) => {
  const traceId = newId(16);
  const { status, headers, body } = get(namespace, service, '/hello', traced(traceId));
  expect({ status, body: JSON.parse(body) }).toEqual({ status: 200, body: HELLO });
  expect(headers['content-type']).toBe('application/json; charset=utf-8');
  expect(await logged(service, traceId, 'request')).toEqual([200]);
  seen('http', `GET /hello of ${service} through its Service`, '200');
});

test('users tells of a user by id, and of none that has another name', () => {
  const ada = { id: '1', name: 'Ada', age: 36 };
  const asked = (path: string): unknown => {
    const { status, body } = get(namespace, 'users', path);
    return [status, JSON.parse(body)];
  };
  expect(asked('/users/1')).toEqual([200, ada]);
  expect(asked('/users/1?name=ada')).toEqual([200, ada]);
  expect(asked('/users/1?name=Grace')).toEqual([404, { error: 'no such user: id "1", name "Grace"' }]);
  expect(asked('/users/4')).toEqual([404, { error: 'no such user: id "4", name ""' }]);
  seen('http', 'GET /users/:id?name= for a user, and for one of another name', '200, 404');
});

test('pages of every origin may call', () => {
  const origin = { origin: 'https://page.example' };
  expect(get(namespace, 'users', '/hello', origin).headers['access-control-allow-origin']).toBe('*');
  expect(get(namespace, 'users', '/hello').headers).not.toHaveProperty('access-control-allow-origin');
  seen('http', 'Access-Control-Allow-Origin for a page of another origin', '*');
});

test('an order is placed with a valid token of the issuer, and with no other', () => {
  const bad = {
    none: {},
    'not a token': bearer('nonsense'),
    expired: bearer(token({ lifetime: -60 })),
    'of another key': bearer(token({ foreign: true })),
    'of another issuer': bearer(token({ claims: { iss: 'http://other.example' } })),
    'for somebody else': bearer(token({ claims: { aud: 'another' } })),
    'of nobody': bearer(token({ claims: { sub: undefined } })),
    'of no time': bearer(token({ claims: { iat: undefined } })),
  };
  const answers = Object.entries(bad).map(([name, headers]) => [name, placeOrder(namespace, headers).status]);
  expect(Object.fromEntries(answers)).toEqual(Object.fromEntries(Object.keys(bad).map((name) => [name, 401])));
  expect(placeOrder(namespace, {}).headers['www-authenticate']).toBe('Bearer');
  expect(placeOrder(namespace, bad.expired).headers['www-authenticate']).toMatch(/^Bearer error="invalid_token"/);
  expect(placeOrder(namespace, bearer(token())).status).toBe(202);
  seen('tokens', `orders refused: ${Object.keys(bad).join(', ')}`, `${answers.length} times 401`);
  seen('tokens', 'an order with a valid token', '202');
});

test('an order goes to users by gRPC over TLS, in the same trace', async () => {
  const traceId = newId(16);
  const answer = placeOrder(namespace, { ...bearer(token()), ...traced(traceId) });
  expect(answer.status).toBe(202);
  const order = record(JSON.parse(answer.body));
  expect(order).toEqual({
    id: expect.stringMatching(/^order-id-\d+$/),
    userId: '1',
    item: 'anchor',
    quantity: 2,
    status: 'created',
    sequence: 1,
  });
  expect(await logged('users', traceId, 'finished call')).toEqual(['OK']);
  const [call] = tracedLines(namespace, 'users', traceId);
  expect(call).toMatchObject({ 'grpc.service': 'service.UserService', 'grpc.method': 'GetUser' });
  // The name is the answer of users.
  const taken = (): readonly Json[] =>
    tracedLines(namespace, 'orders', traceId).filter(({ msg }) => msg === 'order taken');
  expect((await until(15, taken, ({ length }) => length > 0)).value).toEqual([
    expect.objectContaining({ key: order.id, user: 'Ada' }),
  ]);
  seen(
    'grpc',
    'service.UserService/GetUser of an order, in the log of users under the trace id of the order',
    '1 call',
  );
});

test('users speaks gRPC over TLS, with a certificate of its name', () => {
  const authority = authorityOf(namespace, 'users-tls');
  const server = { address: serviceAddress(namespace, 'users'), port: 9090, authority };
  const names = ['users', `users.${namespace}`, `users.${namespace}.svc`, `users.${namespace}.svc.cluster.local`];
  const { protocol, ...rest } = handshake({ ...server, name: 'users' });
  expect({ protocol, ...rest }).toEqual({
    protocol: 'TLSv1.3',
    application: 'h2',
    names: names.map((name) => `DNS:${name}`).join(', '),
  });
  expect(() => handshake({ ...server, name: 'others' })).toThrow('ERR_TLS_CERT_ALTNAME_INVALID');
  seen('grpc', 'TLS of users, by a certificate of its name from the authority that its callers trust', protocol);
});

test('the Ingress of the environment leads to orders, by HTTPS and by its host alone', async () => {
  const secret = `${domain.replaceAll('.', '-')}-tls`;
  kubectl('wait', '--for=create', `secret/${secret}`, '--namespace', namespace, '--timeout=60s');
  const authority = authorityOf(namespace, secret);
  const server = { name: domain, address: ingressAddress(), authority };
  const hello = (): Answer => fetchSecurely(server, '/hello');
  await until(30, () => isAnswered(hello), Boolean);
  const { status, body } = hello();
  expect({ status, body: JSON.parse(body) }).toEqual({ status: 200, body: HELLO });
  const order = { method: 'POST', headers: { 'content-type': 'application/json' }, body: ORDER };
  expect(fetchSecurely(server, '/orders', order).status).toBe(401);
  const headers = { ...order.headers, ...bearer(token()) };
  expect(fetchSecurely(server, '/orders', { ...order, headers }).status).toBe(202);
  expect(() => fetchSecurely({ ...server, name: `other.${domain}` }, '/hello')).toThrow('unrecognized name');
  seen('http', 'orders through the Ingress by HTTPS: hello, an order without and with a token', '200, 401, 202');
});
