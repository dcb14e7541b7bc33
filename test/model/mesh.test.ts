import { controlPlane } from '../../lib/model/mesh';

test('Istio’s proxies call istiod, unless another control plane is said', () => {
  expect(controlPlane({ kind: 'istio' })).toEqual({
    peer: { namespace: 'istio-system', podLabels: { app: 'istiod' } },
    ports: [15_012],
  });
  const own = { namespace: 'istio-canary' };
  expect(controlPlane({ kind: 'istio', controlPlane: own })).toEqual({ peer: own, ports: [15_012] });
});

test('Consul’s proxies call the servers', () => {
  const servers = { namespace: 'consul', podLabels: { component: 'server' } };
  expect(controlPlane({ kind: 'consul', controlPlane: servers })).toEqual({ peer: servers, ports: [8501, 8502] });
});
