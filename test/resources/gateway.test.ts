import type { Environment, Routing } from 'cdk8s-fairway';
import type { Json } from '../support/manifest';
import { environment, gatewayRouting, microservice, ofKind, platform } from '../support/testing';

/** An environment whose services are reached under the given hosts. */
function withHosts(routing: Routing, ...hosts: readonly string[]): Environment {
  const dev = environment({ ...platform, routing });
  for (const [index, host] of hosts.entries()) {
    microservice(dev, `s${index}`, { ports: { http: 8080 }, ingress: { host, path: `/${index}` } });
  }
  return dev;
}

const redirects = (scope: Environment): readonly Json[] =>
  ofKind(scope, 'HTTPRoute').filter(({ metadata }) => (metadata as Json).name === 'https-redirect');

const listener = (host: string): Json => ({
  name: `http.${host}`,
  hostname: host,
  port: 80,
  protocol: 'HTTP',
  allowedRoutes: { namespaces: { from: 'Same' } },
});

const secured = (host: string, secret: string): Json => ({
  ...listener(host),
  name: `https.${host}`,
  port: 443,
  protocol: 'HTTPS',
  tls: { mode: 'Terminate', certificateRefs: [{ name: secret }] },
});

test('one Gateway has two listeners a host, in the order of hosts', () => {
  expect(ofKind(withHosts(gatewayRouting, 'b.example', 'a.example', 'b.example'), 'Gateway')).toEqual([
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'Gateway',
      metadata: expect.objectContaining({ name: 'gateway', namespace: 'dev' }),
      spec: {
        gatewayClassName: 'envoy',
        listeners: [
          listener('a.example'),
          secured('a.example', 'a-example-tls'),
          listener('b.example'),
          secured('b.example', 'b-example-tls'),
        ],
      },
    },
  ]);
});

test('plain requests are sent on to HTTPS, for every host', () => {
  expect(redirects(withHosts(gatewayRouting, 'b.example', 'a.example'))).toMatchObject([
    {
      spec: {
        parentRefs: [
          { name: 'gateway', sectionName: 'http.a.example' },
          { name: 'gateway', sectionName: 'http.b.example' },
        ],
        hostnames: ['a.example', 'b.example'],
        rules: [{ filters: [{ type: 'RequestRedirect', requestRedirect: { scheme: 'https', statusCode: 301 } }] }],
      },
    },
  ]);
});

test('without TLS, there is one listener a host, and nothing is sent on', () => {
  const scope = withHosts({ ...gatewayRouting, tls: 'none' }, 'a.example');
  expect(ofKind(scope, 'Gateway')).toMatchObject([{ spec: { listeners: [listener('a.example')] } }]);
  expect(redirects(scope)).toEqual([]);
  expect(ofKind(scope, 'Certificate')).toEqual([]);
});

test('there is none where others keep it, nor where requests come in by Ingress, nor without a host', () => {
  const gateway = { name: 'edge', namespace: 'gateways' };
  const controller = { namespace: 'gateways' };
  expect(ofKind(withHosts({ kind: 'shared-gateway', gateway, controller }, 'a.example'), 'Gateway')).toEqual([]);
  expect(ofKind(withHosts(platform.routing, 'a.example'), 'Gateway')).toEqual([]);
  expect(ofKind(withHosts(gatewayRouting), 'Gateway')).toEqual([]);
});
