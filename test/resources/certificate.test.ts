import type { Environment, Routing } from 'cdk8s-fairway';
import { type Json, record } from '../support/manifest';
import { environment, gatewayRouting, microservice, ofKind, platform } from '../support/testing';

function withHosts(routing: Routing, ...hosts: readonly string[]): Environment {
  const dev = environment({ ...platform, routing });
  for (const [index, host] of hosts.entries()) {
    microservice(dev, `s${index}`, { ports: { http: 8080 }, ingress: { host, path: `/${index}` } });
  }
  return dev;
}

const names = (scope: Environment): readonly unknown[] =>
  ofKind(scope, 'Certificate').map(({ metadata }) => record(metadata).name);

test.each<Routing>([platform.routing, gatewayRouting])('each host has one certificate, whoever asks: %#', (routing) => {
  expect(names(withHosts(routing, 'a.example', '*.b.example', 'a.example'))).toEqual([
    'a-example-tls',
    'wildcard-b-example-tls',
  ]);
});

test('it is signed by the issuer of the cluster', () => {
  expect(ofKind(withHosts(platform.routing, '*.b.example'), 'Certificate')).toMatchObject([
    {
      metadata: { namespace: 'dev', labels: { environment: 'dev' } },
      spec: {
        secretName: 'wildcard-b-example-tls',
        dnsNames: ['*.b.example'],
        issuerRef: { group: 'cert-manager.io', kind: 'ClusterIssuer', name: 'letsencrypt' },
        privateKey: { rotationPolicy: 'Always' },
      },
    },
  ]);
});

test('or by the namespace’s own', () => {
  const scope = withHosts({ ...platform.routing, tls: { issuer: 'own' } }, 'a.example');
  expect(ofKind(scope, 'Certificate')).toMatchObject([{ spec: { issuerRef: { kind: 'Issuer', name: 'own' } } }]);
});

test('there is none without TLS, nor where others keep the Gateway', () => {
  const gateway = { name: 'edge', namespace: 'gateways' };
  expect(names(withHosts({ ...platform.routing, tls: 'none' }, 'a.example'))).toEqual([]);
  expect(names(withHosts({ kind: 'shared-gateway', gateway, controller: { namespace: 'g' } }, 'a.example'))).toEqual(
    [],
  );
});

describe('the challenge by which a host is proven', () => {
  const policies = (scope: Environment): readonly Json[] =>
    ofKind(scope, 'NetworkPolicy').filter(({ metadata }) => record(metadata).name === 'acme-http01-solver');

  test('is let through the closed namespace, from the controller alone', () => {
    expect(policies(withHosts(platform.routing, 'a.example', 'b.example'))).toMatchObject([
      {
        metadata: { namespace: 'dev', labels: { environment: 'dev' } },
        spec: {
          podSelector: { matchLabels: { 'acme.cert-manager.io/http01-solver': 'true' } },
          policyTypes: ['Ingress'],
          ingress: [
            {
              from: [
                {
                  namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } },
                  podSelector: { matchLabels: { app: 'nginx' } },
                },
              ],
              ports: [{ port: 8089, protocol: 'TCP' }],
            },
          ],
        },
      },
    ]);
  });

  test('comes in by the Gateway too', () => {
    expect(policies(withHosts(gatewayRouting, 'a.example'))).toHaveLength(1);
  });

  test('has no way in where nothing is signed', () => {
    expect(policies(withHosts({ ...platform.routing, tls: 'none' }, 'a.example'))).toEqual([]);
    expect(policies(withHosts(platform.routing))).toEqual([]);
  });
});
