import { apply, deleteNamespaces, kubectl } from '../../cluster/kubectl';
import type { Manifest } from '../../support/manifest';
import {
  connect,
  eventually,
  inPod,
  logs,
  pod,
  podSpec,
  probe,
  restrictedNamespaces,
  untilPhase,
  untilReady,
} from '../pods';

const NEAR = 'policy-near';
const FAR = 'policy-far';
const ports = [
  { name: 'http', containerPort: 8080 },
  { name: 'admin', containerPort: 8081 },
];
const serving = podSpec([probe('probe', ['serve', '8080', '8081'], { ports })]);
const pods = [NEAR, FAR].flatMap((namespace) => [
  pod(namespace, 'server', serving),
  pod(namespace, 'client', podSpec([probe('probe', ['wait'])])),
  pod(namespace, 'other', podSpec([probe('probe', ['wait'])])),
]);
const SERVER = `server.${NEAR}`;
const [CLIENT, OTHER, FAR_CLIENT] = [`${NEAR}/client`, `${NEAR}/other`, `${FAR}/client`];

function service(namespace: string): Manifest {
  const spec = {
    selector: { app: 'server' },
    ports: ports.map(({ name, containerPort }) => ({ name, port: containerPort })),
  };
  return { apiVersion: 'v1', kind: 'Service', metadata: { namespace, name: 'server' }, spec };
}

function policy(namespace: string, name: string, spec: Manifest): Manifest {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { namespace, name }, spec };
}

const byApp = (app: string): Manifest => ({ podSelector: { matchLabels: { app } } });
const namespaceOf = (name: string): Manifest => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });

const nothing = policy(NEAR, 'nothing', { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
const dns = policy(NEAR, 'dns', {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [
    {
      to: [{ namespaceSelector: namespaceOf('kube-system'), podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } } }],
      ports: [{ protocol: 'UDP', port: 53 }],
    },
  ],
});
const toServer = policy(NEAR, 'to-server', {
  ...byApp('client'),
  policyTypes: ['Egress'],
  egress: [{ to: [byApp('server')], ports: [{ port: 'http' }] }],
});
const fromClient = policy(NEAR, 'from-client', {
  ...byApp('server'),
  policyTypes: ['Ingress'],
  ingress: [{ from: [byApp('client')] }, { from: [{ namespaceSelector: namespaceOf(FAR), ...byApp('client') }] }],
});
const outside = policy(NEAR, 'outside', {
  ...byApp('other'),
  policyTypes: ['Egress'],
  egress: [
    {
      to: [{ ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] } }],
      ports: [{ port: 440, endPort: 449 }],
    },
  ],
});

function addressOf(namespace: string, name: string): string {
  return kubectl('get', 'pod', name, '--namespace', namespace, '--output', 'jsonpath={.status.podIP}');
}

/** What becomes of the connection in the end: a new policy takes a moment. */
function becomes(wanted: string, from: string, to: string): Promise<string> {
  return eventually(wanted, () => connect(from, to));
}

beforeAll(() => {
  restrictedNamespaces([NEAR, FAR]);
  apply([...pods, service(NEAR), service(FAR)]);
  for (const namespace of [NEAR, FAR]) untilReady(namespace);
});

afterAll(() => deleteNamespaces([NEAR, FAR]));
afterEach(() => kubectl('delete', 'networkpolicy', '--all', '--namespace', NEAR));

test('without a policy everybody reaches everybody', async () => {
  // A pod without a probe is ready before it listens, and DNS and kube-proxy hear of a Service in their own time.
  expect(await becomes('open', CLIENT, `${SERVER}:8080`)).toBe('open');
  expect(await becomes('open', OTHER, `${SERVER}:8081`)).toBe('open');
  expect(await becomes('open', FAR_CLIENT, `${SERVER}:8080`)).toBe('open');
  expect(await becomes('open', CLIENT, `server.${FAR}:8080`)).toBe('open');
});

test('nobody enters or leaves a namespace that allows nothing, not even for a name', async () => {
  const near = `${addressOf(NEAR, 'server')}:8080`;
  const far = `${addressOf(FAR, 'server')}:8080`;
  apply([nothing]);
  expect(await becomes('timed out', CLIENT, near)).toBe('timed out');
  expect(await becomes('timed out', CLIENT, far)).toBe('timed out');
  expect(await becomes('timed out', FAR_CLIENT, near)).toBe('timed out');
  expect(() => inPod(CLIENT, 'lookup', 'server')).toThrow();
  expect(await becomes('open', FAR_CLIENT, far)).toBe('open');
});

test('what both sides allow is open, by port and by namespace, and nothing beside it', async () => {
  apply([nothing, dns, toServer, fromClient]);
  expect(await becomes('open', CLIENT, `${SERVER}:8080`)).toBe('open');
  expect(await becomes('open', FAR_CLIENT, `${SERVER}:8081`)).toBe('open');
  expect(await becomes('timed out', CLIENT, `${SERVER}:8081`)).toBe('timed out');
  expect(await becomes('timed out', CLIENT, `server.${FAR}:8080`)).toBe('timed out');
  expect(await becomes('timed out', OTHER, `${SERVER}:8080`)).toBe('timed out');
  expect(await becomes('timed out', `${FAR}/other`, `${SERVER}:8080`)).toBe('timed out');
});

test.each([
  ['the caller', toServer],
  ['the called', fromClient],
])('what only %s allows is not open', async (_side, allowed) => {
  apply([nothing, dns, allowed]);
  expect(await becomes('timed out', CLIENT, `${SERVER}:8080`)).toBe('timed out');
});

test('a block of addresses is open but for its exceptions, on a range of ports', async () => {
  apply([outside]);
  expect(await becomes('timed out', OTHER, '203.0.113.200:443')).toBe('timed out');
  // The policies of the test before may still have been the reason for that.
  expect(await becomes('refused', OTHER, '203.0.113.7:443')).toBe('refused');
  expect(await becomes('timed out', OTHER, '203.0.113.7:450')).toBe('timed out');
  expect(await becomes('timed out', OTHER, '203.0.114.7:443')).toBe('timed out');
});

test('the first thing that a new pod does is judged already', async () => {
  const to = `${addressOf(FAR, 'server')}:8080`;
  apply([nothing, policy(NEAR, 'allowed', { ...byApp('allowed'), policyTypes: ['Egress'], egress: [{}] })]);
  expect(await becomes('timed out', CLIENT, to)).toBe('timed out');
  const spec = podSpec([probe('probe', ['connect', to])], { restartPolicy: 'Never' });
  const said = { forbidden: 'timed out', hindered: 'timed out', allowed: 'open' };
  const names = Object.keys(said);
  apply(names.map((name) => pod(NEAR, name, spec)));
  for (const name of names) untilPhase(NEAR, name, 'Succeeded');
  expect(Object.fromEntries(names.map((name) => [name, logs(NEAR, `pod/${name}`)]))).toEqual(said);
});

test('a connection that is open ends when a policy forbids it', async () => {
  const url = `http://${addressOf(NEAR, 'server')}:8080/`;
  apply([nothing, toServer, fromClient]);
  const spec = podSpec([probe('probe', ['repeat', url])], { restartPolicy: 'Never' });
  const talker = {
    ...pod(NEAR, 'talker', spec),
    metadata: { namespace: NEAR, name: 'talker', labels: { app: 'client' } },
  };
  apply([talker]);
  const talks = (): boolean => logs(NEAR, 'pod/talker').split('\n').length > 5;
  untilReady(NEAR, 'talker');
  expect(await eventually(true, talks)).toBe(true);
  kubectl('delete', 'networkpolicy', 'from-client', '--namespace', NEAR);
  untilPhase(NEAR, 'talker', 'Failed');
  expect(logs(NEAR, 'pod/talker')).toContain('Client.Timeout exceeded');
});
