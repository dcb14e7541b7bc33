import type { Manifest } from './manifest';
import { type Endpoint, networkOf, type PodEndpoint } from './reachability';

type Fields = Readonly<Record<string, unknown>>;

function pod(name: string, patch: Partial<PodEndpoint> = {}): PodEndpoint {
  return { name, namespace: 'shop', labels: { app: name }, ...patch };
}

function policy(spec: Fields, namespace = 'shop'): Manifest {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'it', namespace },
    spec: { podSelector: {}, ...spec },
  };
}

function namespace(name: string, labels?: Fields): Manifest {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function ingress(...rules: readonly Fields[]): Manifest {
  return policy({ policyTypes: ['Ingress'], ingress: rules });
}

function egress(...rules: readonly Fields[]): Manifest {
  return policy({ policyTypes: ['Egress'], egress: rules });
}

const orders = pod('orders', {
  namedPorts: [
    { name: 'http', port: 8080, protocol: 'TCP' },
    { name: 'dns', port: 53, protocol: 'UDP' },
  ],
});
const cart = pod('cart');
const remote = pod('remote', { namespace: 'ops' });
const internet = { ip: '203.0.113.7' };

function open(manifests: readonly Manifest[], from: Endpoint, to: Endpoint, port = 80): boolean {
  return networkOf(manifests).canConnect(from, to, port);
}

describe('isolation', () => {
  test('a pod that no policy selects is open in both directions', () => {
    const elsewhere = [
      policy({ policyTypes: ['Ingress', 'Egress'] }, 'ops'),
      policy({ podSelector: { matchLabels: { app: 'x' } } }),
    ];
    expect([open([], cart, orders), open([], internet, orders), open([], cart, internet)]).toEqual([true, true, true]);
    expect([open(elsewhere, cart, orders), open(elsewhere, cart, internet)]).toEqual([true, true]);
  });

  test('a policy without rules closes the directions it is for, and no other', () => {
    const closed = (type: string): Manifest[] => [
      policy({ policyTypes: [type], podSelector: { matchLabels: { app: 'orders' } } }),
    ];
    expect([open(closed('Ingress'), cart, orders), open(closed('Ingress'), orders, cart)]).toEqual([false, true]);
    expect([open(closed('Egress'), cart, orders), open(closed('Egress'), orders, cart)]).toEqual([true, false]);
  });

  test('both the egress of the source and the ingress of the target must allow a connection', () => {
    const both = policy({ policyTypes: ['Ingress', 'Egress'] });
    const toOrders = egress({ to: [{ podSelector: { matchLabels: { app: 'orders' } } }] });
    const fromCart = ingress({ from: [{ podSelector: { matchLabels: { app: 'cart' } } }] });
    expect(open([both, toOrders], cart, orders)).toBe(false);
    expect(open([both, fromCart], cart, orders)).toBe(false);
    expect(open([both, toOrders, fromCart], cart, orders)).toBe(true);
  });

  test('policies add up: one that allows wins over one that does not', () => {
    expect(open([ingress(), ingress({ from: [{ podSelector: {} }] })], cart, orders)).toBe(true);
  });

  test('policy types default to ingress, and to egress when there are egress rules', () => {
    expect(open([policy({})], cart, orders)).toBe(false);
    expect(open([policy({})], orders, remote)).toBe(true);
    expect(open([policy({ egress: [] })], orders, remote)).toBe(true);
    expect(open([policy({ egress: [{ ports: [{ port: 1 }] }] })], orders, remote)).toBe(false);
    expect(open([policy({ policyTypes: [], egress: [{}] })], cart, orders)).toBe(false);
  });

  test('rules of a direction that the policy types leave out mean nothing', () => {
    expect(open([policy({ policyTypes: ['Ingress'], egress: [{ ports: [{ port: 1 }] }] })], orders, remote)).toBe(true);
    expect(open([policy({ policyTypes: ['Egress'], ingress: [] })], remote, orders)).toBe(true);
  });

  test('a policy without a namespace is in the default one', () => {
    const it = { ...policy({}), metadata: { name: 'it' } };
    expect(open([it], cart, pod('a', { namespace: 'default' }))).toBe(false);
    expect(open([it], cart, orders)).toBe(true);
  });

  test('replicas of one workload are as far apart as any two pods', () => {
    expect(open([ingress()], orders, orders)).toBe(false);
  });
});

describe('peers', () => {
  test.each<[string, Fields]>([
    ['missing', {}],
    ['empty', { from: [] }],
  ])('%s means every source, addresses too', (_, rule) => {
    expect([cart, remote, internet].map((from) => open([ingress(rule)], from, orders))).toEqual([true, true, true]);
  });

  const namespaces = [namespace('shop'), namespace('ops', { tier: 'ops', 'kubernetes.io/metadata.name': 'forged' })];
  const cases: [string, Fields, boolean[]][] = [
    ['an empty pod selector is all pods of the policy’s namespace', { podSelector: {} }, [true, false, false, false]],
    [
      'a pod selector looks only in the policy’s namespace',
      { podSelector: { matchLabels: { app: 'remote' } } },
      [false, false, false, false],
    ],
    ['an empty namespace selector is all pods', { namespaceSelector: {} }, [true, true, true, false]],
    [
      'a namespace selector reads the labels of the namespace',
      { namespaceSelector: { matchLabels: { tier: 'ops' } } },
      [false, true, false, false],
    ],
    [
      'every namespace has its name for a label',
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ops' } } },
      [false, true, false, false],
    ],
    [
      'a namespace without a manifest too',
      { namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'lost' } } },
      [false, false, true, false],
    ],
    [
      'both selectors in one peer must match',
      { namespaceSelector: {}, podSelector: { matchLabels: { app: 'remote' } } },
      [false, true, false, false],
    ],
    [
      'the other pod of the matching namespace stays out',
      { namespaceSelector: { matchLabels: { tier: 'ops' } }, podSelector: { matchLabels: { app: 'cart' } } },
      [false, false, false, false],
    ],
    ['an ipBlock is addresses only', { ipBlock: { cidr: '0.0.0.0/0' } }, [false, false, false, true]],
  ];
  test.each(cases)('%s', (_, peer, expected) => {
    const sources = [cart, remote, pod('stray', { namespace: 'lost' }), internet];
    const manifests = [...namespaces, ingress({ from: [peer] })];
    expect(sources.map((from) => open(manifests, from, orders))).toEqual(expected);
  });

  test('two peers of a rule are alternatives', () => {
    const from = [{ podSelector: {} }, { ipBlock: { cidr: '203.0.113.0/24' } }];
    expect([cart, remote, internet].map((source) => open([ingress({ from })], source, orders))).toEqual([
      true,
      false,
      true,
    ]);
  });

  test('egress reads its peers the same way', () => {
    const to = [{ podSelector: { matchLabels: { app: 'orders' } } }];
    expect([orders, cart, remote, internet].map((target) => open([egress({ to })], cart, target))).toEqual([
      true,
      false,
      false,
      false,
    ]);
  });

  test('an ipBlock leaves out its exceptions, in IPv4 and IPv6', () => {
    const manifests = [
      egress({
        to: [{ ipBlock: { cidr: '10.0.0.0/8', except: ['10.1.0.0/16'] } }, { ipBlock: { cidr: '2001:db8::/32' } }],
      }),
    ];
    const reached = ['10.2.0.1', '10.1.0.1', '11.0.0.1', '2001:db8::1', '2001:db9::1'].map((ip) =>
      open(manifests, cart, { ip }),
    );
    expect(reached).toEqual([true, false, false, true, false]);
  });

  test('an ipBlock covers a pod only when the pod is given an address', () => {
    const manifests = [ingress({ from: [{ ipBlock: { cidr: '10.0.0.0/8' } }] })];
    expect([cart, pod('cart', { ip: '10.0.0.9' })].map((from) => open(manifests, from, orders))).toEqual([false, true]);
  });

  test.each<[string, Fields]>([
    ['is empty', {}],
    ['has a range without a prefix', { ipBlock: { cidr: '10.0.0.1' } }],
    ['has a range of nothing', { ipBlock: { cidr: 'ten/8' } }],
  ])('a peer that %s is refused', (_, peer) => {
    expect(() => networkOf([ingress({ from: [peer] })])).toThrow(/peer|CIDR|IP address/);
  });
});

describe('ports', () => {
  const reached = (ports: readonly Fields[], to: Endpoint = orders): string[] => {
    const network = networkOf([ingress({ ports }), egress({ ports })]);
    const tried = [
      ['TCP', 53],
      ['UDP', 53],
      ['TCP', 8080],
      ['UDP', 8080],
      ['TCP', 8090],
      ['TCP', 9000],
    ] as const;
    return tried
      .filter(([protocol, port]) => network.canConnect(cart, to, port, protocol))
      .map(([protocol, port]) => `${protocol} ${port}`);
  };

  test.each<[string, Fields[], string[]]>([
    [
      'an empty list is all ports of all protocols',
      [],
      ['TCP 53', 'UDP 53', 'TCP 8080', 'UDP 8080', 'TCP 8090', 'TCP 9000'],
    ],
    ['a number is a TCP port', [{ port: 53 }], ['TCP 53']],
    ['a protocol alone is all its ports', [{ protocol: 'UDP' }], ['UDP 53', 'UDP 8080']],
    ['an entry without anything is all TCP ports', [{}], ['TCP 53', 'TCP 8080', 'TCP 8090', 'TCP 9000']],
    ['endPort is the last of a range', [{ port: 8080, endPort: 8090 }], ['TCP 8080', 'TCP 8090']],
    ['a name is the port of that name', [{ port: 'http' }], ['TCP 8080']],
    ['a name counts only with its protocol', [{ port: 'dns' }, { port: 'http', protocol: 'UDP' }], []],
    ['two entries are alternatives', [{ port: 'dns', protocol: 'UDP' }, { port: 9000 }], ['UDP 53', 'TCP 9000']],
  ])('%s', (_, ports, expected) => {
    expect(reached(ports)).toEqual(expected);
  });

  test('a name is the port of the target, not of the source, in both directions', () => {
    expect(
      reached([{ port: 'http' }], pod('other', { namedPorts: [{ name: 'http', port: 9000, protocol: 'TCP' }] })),
    ).toEqual(['TCP 9000']);
    expect(reached([{ port: 'http' }], pod('other'))).toEqual([]);
  });

  test('no address has a named port', () => {
    expect(open([egress({ ports: [{ port: 'http' }] })], cart, internet, 8080)).toBe(false);
  });

  test('peer and port must match in the same rule', () => {
    const rules = [
      { from: [{ podSelector: {} }], ports: [{ port: 1 }] },
      { from: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 80 }] },
    ];
    expect([open([ingress(...rules)], cart, orders, 80), open([ingress(...rules)], cart, orders, 1)]).toEqual([
      false,
      true,
    ]);
  });
});
