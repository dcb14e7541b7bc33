import type { Manifest } from './manifest';
import { podsOf, reachablePairs } from './reachability';

type Fields = Readonly<Record<string, unknown>>;

function deployment(name: string, podSpec: Fields = {}): Manifest {
  const template = { metadata: { labels: { app: name } }, spec: podSpec };
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name, namespace: 'shop' }, spec: { template } };
}

function policy(name: string, spec: Fields): Manifest {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name, namespace: 'shop' }, spec };
}

const closed = policy('closed', { podSelector: {}, policyTypes: ['Ingress'] });

test('each workload gives one pod with the labels and the named ports of its template', () => {
  const podSpec = {
    containers: [{ ports: [{ name: 'http', containerPort: 8080 }, { containerPort: 9 }] }],
    initContainers: [
      { restartPolicy: 'Always', ports: [{ name: 'dns', containerPort: 53, protocol: 'UDP' }] },
      { ports: [{ name: 'gone', containerPort: 1 }] },
    ],
  };
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'it' } };
  expect(podsOf([deployment('orders', podSpec), closed, secret])).toEqual([
    {
      name: 'orders',
      namespace: 'shop',
      labels: { app: 'orders' },
      namedPorts: [
        { name: 'http', port: 8080, protocol: 'TCP' },
        { name: 'dns', port: 53, protocol: 'UDP' },
      ],
    },
  ]);
});

test('the reachable pairs are listed in order, for every port and for replicas too', () => {
  const allow = policy('allow', {
    podSelector: { matchLabels: { app: 'orders' } },
    ingress: [{ from: [{ podSelector: { matchLabels: { app: 'web' } } }], ports: [{ port: 80 }, { port: 443 }] }],
  });
  const self = policy('self', { podSelector: { matchLabels: { app: 'web' } }, ingress: [{ ports: [{ port: 80 }] }] });
  const workloads = [deployment('web'), deployment('orders')];
  expect(reachablePairs([...workloads, closed, allow, self], [443, 80, 22])).toEqual([
    'shop/orders -> shop/web:80',
    'shop/web -> shop/orders:443',
    'shop/web -> shop/orders:80',
    'shop/web -> shop/web:80',
  ]);
});

test('with no policy every pair is reachable', () => {
  expect(reachablePairs([deployment('a'), deployment('b')], [1])).toHaveLength(4);
  expect(reachablePairs([deployment('a'), deployment('b'), closed], [1])).toEqual([]);
});

test('of fifty pods under fifty policies each is reached by whom both ends allow', () => {
  const names = Array.from({ length: 50 }, (_, index) => `s${index}`);
  const peer = (index: number): Fields => ({ podSelector: { matchLabels: { app: `s${(index * 7) % 50}` } } });
  const policies = names.map((app, index) =>
    policy(app, {
      podSelector: { matchLabels: { app } },
      policyTypes: ['Ingress', 'Egress'],
      ingress: [{ from: [peer(index), peer(index + 1)], ports: [{ port: 80 }] }],
      egress: [{ to: [{ namespaceSelector: {} }, { ipBlock: { cidr: '0.0.0.0/0' } }] }],
    }),
  );
  const manifests = [...names.map((name) => deployment(name)), ...policies, closed];
  expect(reachablePairs(manifests, [80])).toHaveLength(100);
});
