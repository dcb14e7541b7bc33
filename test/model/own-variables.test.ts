import type { MicroserviceProps } from 'cdk8s-fairway';
import { record } from '../support/manifest';
import { container, users } from '../support/testing';

function variables(props: Partial<MicroserviceProps>): Readonly<Record<string, unknown>> {
  const env = (container(users(props)).env ?? []) as readonly unknown[];
  return Object.fromEntries(env.map(record).map(({ name, value }) => [name, value]));
}

test('a program is told each of its ports', () => {
  expect(variables({ ports: { http: 8080, 'http-admin': { containerPort: 8081, port: 81 }, metrics: 9100 } })).toEqual({
    HTTP_PORT: '8080',
    HTTP_ADMIN_PORT: '8081',
    METRICS_PORT: '9100',
  });
});

test('it is told the folders of its configuration and of its secrets', () => {
  const files = {
    config: { A: 1 },
    configAs: { as: 'files', path: '/app' },
    secrets: { B: { literal: 'x' } },
  } as const;
  expect(variables(files)).toEqual({ CONFIG_PATH: '/app', SECRETS_PATH: '/etc/secrets' });
  expect(variables({ configAs: { as: 'files' } })).toEqual({});
  expect(variables({ secrets: { B: { existingSecret: 'own', key: 'k' } } })).toEqual({ SECRETS_PATH: '/etc/secrets' });
});

test('what the configuration or a secret says under the same name wins', () => {
  const ports = { http: 8080, grpc: 9090 };
  expect(variables({ ports, config: { HTTP_PORT: 80 } })).toEqual({ GRPC_PORT: '9090' });
  const files = { config: { HTTP_PORT: 80 }, configAs: { as: 'files' } } as const;
  expect(variables({ ports, ...files })).toMatchObject({ HTTP_PORT: '8080' });
  const secrets = { HTTP_PORT: { literal: '80' } };
  expect(variables({ ports, secrets, secretsAs: { as: 'env' } })).toEqual({ GRPC_PORT: '9090' });
  expect(variables({ ports, secrets })).toMatchObject({ HTTP_PORT: '8080', SECRETS_PATH: '/etc/secrets' });
});
