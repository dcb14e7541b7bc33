import { External, type ExternalProps, type Issue } from 'cdk8s-fairway';
import { environment, error, objectsUnder } from './support/testing';

const cidrs = ['203.0.113.0/24'];
const host = 'api.stripe.com';

function problems(props: ExternalProps, fqdnPolicies?: 'cilium'): readonly Issue[] {
  const dev = environment(fqdnPolicies ? { fqdnPolicies } : {});
  new External(dev, 'stripe', props);
  return dev.issues;
}

const nodeOf = (props: ExternalProps): unknown => {
  const dev = environment();
  return dev.graph.node(new External(dev, 'stripe', props));
};

test('it is a node of the graph and has no object', () => {
  const dev = environment();
  const before = objectsUnder(dev).length;
  new External(dev, 'stripe', { host, cidrs });
  expect(objectsUnder(dev)).toHaveLength(before);
  expect(dev.graph.externals).toHaveLength(1);
});

test('it tells what it is', () => {
  const external = new External(environment(), 'stripe', { host, cidrs });
  expect(external.resolved).toEqual({ name: 'stripe', host, cidrs, protocol: 'https', port: 443 });
});

test.each<readonly [Partial<ExternalProps>, object]>([
  [{}, { protocol: 'https', port: 443 }],
  [
    { protocol: 'https', port: 8443 },
    { protocol: 'https', port: 8443 },
  ],
  [{ protocol: 'http' }, { protocol: 'http', port: 80 }],
  [
    { protocol: 'tcp', port: 5432 },
    { protocol: 'tcp', port: 5432 },
  ],
])('with %j it is reached by %j', (props, how) => {
  expect(nodeOf({ host, cidrs, ...props })).toMatchObject({ name: 'stripe', external: { host, cidrs, ...how } });
});

test('its pods are known where they are said', () => {
  const pods = { namespace: 'data', podLabels: { app: 'db' } };
  expect(nodeOf({ host, pods })).toMatchObject({ external: { pods, cidrs: [] } });
  expect((nodeOf({ host, cidrs }) as { external: object }).external).not.toHaveProperty('pods');
});

test.each(['10.0.0.1/32', '0.0.0.0/0', '2001:db8::/32', '::/0'])('takes the network %s', (cidr) => {
  expect(problems({ host, cidrs: [cidr] })).toEqual([]);
});

test.each([
  '10.0.0.1',
  '10.0.0/8',
  'api.stripe.com',
  '',
  '10.0.0.0/',
  '10.0.0.0/33',
  '256.0.0.0/8',
  '::1',
  '::/129',
  'a:b/8',
])('refuses the network %j', (cidr) => {
  expect(problems({ host, cidrs: [cidr] })).toEqual([
    error('cidr', `'${cidr}' is not a network: write it with its mask, like '203.0.113.0/24'`, 'dev/stripe'),
  ]);
});

test('refuses a system that nothing leads to', () => {
  const nothing = error(
    'cidr',
    "nothing could reach 'api.stripe.com': give its networks, like cidrs: ['203.0.113.0/24'], its pods: { namespace }, or the environment fqdnPolicies: 'cilium'",
    'dev/stripe',
  );
  expect(problems({ host })).toEqual([nothing]);
  expect(problems({ host, cidrs: [] })).toEqual([nothing]);
});

test('its name is enough where the network knows names, and pods are enough everywhere', () => {
  expect(problems({ host }, 'cilium')).toEqual([]);
  expect(problems({ host, pods: { namespace: 'data' } })).toEqual([]);
});

test.each(['https://api.stripe.com', 'api.stripe.com:443', 'api.stripe.com/v1', 'API.stripe.com', ''])(
  'refuses the host %j',
  (wrong) => {
    expect(problems({ host: wrong, cidrs })).toEqual([
      error(
        'host',
        `host '${wrong}' is not a DNS name or address: write it without scheme, port or path, like 'api.stripe.com'`,
        'dev/stripe',
      ),
    ]);
  },
);

test('refuses tcp without a port', () => {
  expect(problems({ host: 'db.example', cidrs, protocol: 'tcp' })).toEqual([
    error('port-number', "'db.example' speaks tcp, which has no usual port: give its port", 'dev/stripe'),
  ]);
});

test.each([0, 65_536, 1.5])('refuses the port %d', (port) => {
  expect(problems({ host, cidrs, port })).toEqual([
    error('port-number', `port is ${port}: a port is a whole number from 1 to 65535`, 'dev/stripe'),
  ]);
});
