import { External } from 'cdk8s-fairway';
import { environment, microservice, objectOf } from '../support/testing';

const cilium = { fqdnPolicies: 'cilium' } as const;
const dns = {
  toEndpoints: [{ matchLabels: { 'k8s:io.kubernetes.pod.namespace': 'kube-system', 'k8s-app': 'kube-dns' } }],
  toPorts: [{ ports: [{ port: '53', protocol: 'ANY' }], rules: { dns: [{ matchPattern: '*' }] } }],
};

test('a service is let out by name to external systems without networks, and may ask for their names', () => {
  const dev = environment(cilium);
  const pay = new External(dev, 'pay', { host: 'pay.example' });
  const near = new External(dev, 'near', { host: 'near.example', cidrs: ['10.0.0.0/8'] });
  const db = new External(dev, 'db', { host: 'db.example', protocol: 'tcp', port: 5432 });
  const service = microservice(dev, 'users', { upstreams: [pay, near, db] });
  expect(objectOf(service, 'CiliumNetworkPolicy')).toMatchObject({
    metadata: { name: 'users-externals' },
    spec: {
      endpointSelector: { matchLabels: { 'app.kubernetes.io/instance': 'users' } },
      egress: [
        {
          toFQDNs: [{ matchName: 'pay.example' }],
          toPorts: [{ ports: [{ port: '443', protocol: 'TCP' }] }],
        },
        {
          toFQDNs: [{ matchName: 'db.example' }],
          toPorts: [{ ports: [{ port: '5432', protocol: 'TCP' }] }],
        },
        dns,
      ],
    },
  });
});

test('a service that calls networks and pods alone has none', () => {
  const dev = environment(cilium);
  const near = new External(dev, 'near', { host: 'near.example', cidrs: ['10.0.0.0/8'] });
  const pods = new External(dev, 'db', { host: 'db.example', pods: { namespace: 'data' } });
  expect(microservice(dev, 'users', { upstreams: [near, pods] }).objects).not.toHaveProperty('CiliumNetworkPolicy');
});

test('where the network does not know names, there is none', () => {
  const dev = environment();
  const pay = new External(dev, 'pay', { host: 'pay.example' });
  expect(microservice(dev, 'users', { upstreams: [pay] }).objects).not.toHaveProperty('CiliumNetworkPolicy');
});
