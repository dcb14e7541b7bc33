import type { MicroserviceProps } from 'cdk8s-fairway';
import { objectOf, users } from '../support/testing';

const secrets: NonNullable<MicroserviceProps['secrets']> = {
  DB: { key: 'shop/db', property: 'password' },
  API: { key: 'shop/api' },
  OWN: { existingSecret: 'own', key: 'k' },
  DEV: { literal: 'hunter2' },
};

test('values of the program stand in a Secret', () => {
  expect(objectOf(users({ secrets: { A: { literal: 'x' }, B: { literal: '' } } }), 'Secret')).toMatchObject({
    metadata: { name: 'users-secrets' },
    type: 'Opaque',
    stringData: { A: 'x', B: '' },
  });
});

test('beside those of the store, it has a name of its own and nothing else in it', () => {
  const secret = objectOf(users({ secrets }), 'Secret');
  expect(secret).toMatchObject({ metadata: { name: 'users-secrets-literals' } });
  expect(secret.stringData).toEqual({ DEV: 'hunter2' });
});

test('those of the store are copied by External Secrets, each by its key', () => {
  expect(objectOf(users({ secrets }), 'ExternalSecret')).toMatchObject({
    metadata: { name: 'users-secrets' },
    spec: {
      refreshInterval: '1h',
      secretStoreRef: { name: 'vault', kind: 'ClusterSecretStore' },
      target: { name: 'users-secrets', creationPolicy: 'Owner' },
      data: [
        { secretKey: 'API', remoteRef: { key: 'shop/api' } },
        { secretKey: 'DB', remoteRef: { key: 'shop/db', property: 'password' } },
      ],
    },
  });
});

test('the store may be one of the namespace', () => {
  const service = users({ secrets }, { secretStore: { name: 'own', kind: 'SecretStore' } });
  expect(objectOf(service, 'ExternalSecret')).toMatchObject({
    spec: { secretStoreRef: { name: 'own', kind: 'SecretStore' } },
  });
});

test('both have the name that is said', () => {
  const named = users({ secrets: { DB: { key: 'shop/db' } }, names: { secret: 'mine' } });
  expect(objectOf(named, 'ExternalSecret')).toMatchObject({
    metadata: { name: 'mine' },
    spec: { target: { name: 'mine' } },
  });
});

test('a Secret that stands already makes no object', () => {
  const { objects } = users({ secrets: { OWN: { existingSecret: 'own', key: 'k' } } });
  expect(objects).not.toHaveProperty('Secret');
  expect(objects).not.toHaveProperty('ExternalSecret');
});
