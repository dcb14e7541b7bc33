import { objectOf, users } from '../support/testing';

test('every service has an identity of its own, whose token is mounted nowhere', () => {
  const account = objectOf(users(), 'ServiceAccount');
  expect(account).toMatchObject({ metadata: { name: 'users', namespace: 'dev' }, automountServiceAccountToken: false });
  expect(account).not.toHaveProperty('imagePullSecrets');
});

test('it pulls images with the environment’s secrets', () => {
  const account = objectOf(users({}, { imagePullSecrets: ['registry', 'mirror'] }), 'ServiceAccount');
  expect(account.imagePullSecrets).toEqual([{ name: 'registry' }, { name: 'mirror' }]);
});
