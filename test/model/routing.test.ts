import { issuerOf, tlsSecretName } from '../../lib/model/routing';
import { gatewayRouting, platform } from '../support/testing';

test.each([
  ['shop.example', 'shop-example-tls'],
  ['*.shop.example', 'wildcard-shop-example-tls'],
])('the certificate of %s is in %s', (host, secret) => {
  expect(tlsSecretName(host)).toBe(secret);
});

test('the issuer signs for an Ingress and for a Gateway of the environment’s own', () => {
  expect(issuerOf(platform.routing)).toEqual({ clusterIssuer: 'letsencrypt' });
  expect(issuerOf({ ...gatewayRouting, tls: { issuer: 'own' } })).toEqual({ issuer: 'own' });
});

test('nobody signs where there is no TLS, where it ends elsewhere, or where there is no way in', () => {
  const gateway = { name: 'shared', namespace: 'gateways' };
  expect(issuerOf({ ...gatewayRouting, tls: 'none' })).toBeUndefined();
  expect(issuerOf({ kind: 'shared-gateway', gateway, controller: { namespace: 'gateways' } })).toBeUndefined();
  expect(issuerOf(undefined)).toBeUndefined();
});
