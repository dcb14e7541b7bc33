import { type Issue, KafkaTopic, type MicroserviceProps } from 'cdk8s-fairway';
import { environment, error, microservice, platform } from '../support/testing';

function collisions(props: Partial<MicroserviceProps>, kafka = false): readonly Issue[] {
  const dev = environment(platform);
  const topics = kafka ? [new KafkaTopic(dev, 'events', { external: 'consumers' })] : [];
  microservice(dev, 'users', { ports: { http: 8080 }, produces: topics, ...props });
  return dev.issues.filter(({ rule }) => rule === 'mount-collision');
}

const collision = (path: string, container = 'users'): Issue =>
  error(
    'mount-collision',
    `two volumes of '${container}' are mounted at '${path}': configuration, secrets, certificates and writable paths each need a path of their own`,
    'dev/users',
  );

const config = { A: 1 };
const secrets = { B: { literal: 'x' } };

test('the usual paths do not collide', () => {
  const files = { config, configAs: { as: 'files' }, secrets, security: { writablePaths: ['/tmp'] } } as const;
  expect(collisions(files, true)).toEqual([]);
});

test.each<readonly [string, Partial<MicroserviceProps>, string]>([
  ['configuration and secrets', { config, configAs: { as: 'files', path: '/etc/secrets' }, secrets }, '/etc/secrets'],
  [
    'configuration and a writable path',
    { config, configAs: { as: 'files', path: '/data' }, security: { writablePaths: ['/data'] } },
    '/data',
  ],
  [
    'secrets and a writable path',
    { secrets, secretsAs: { as: 'files', path: '/data' }, security: { writablePaths: [{ path: '/data' }] } },
    '/data',
  ],
  ['two writable paths', { security: { writablePaths: ['/tmp', '/tmp'] } }, '/tmp'],
  ['paths that differ in their last slash', { security: { writablePaths: ['/tmp', '/tmp//'] } }, '/tmp'],
  ['two roots', { security: { writablePaths: ['/', '//'] } }, '/'],
])('fails for %s at one path', (_what, props, path) => {
  expect(collisions(props)).toEqual([collision(path)]);
});

test('fails for Kafka’s certificates and a writable path at one path', () => {
  const props = { security: { writablePaths: ['/etc/kafka/certs'] } };
  expect(collisions(props, true)).toEqual([collision('/etc/kafka/certs')]);
  expect(collisions(props)).toEqual([]);
});

test('fails once for a path that stands three times', () => {
  expect(collisions({ security: { writablePaths: ['/a', '/a', '/a'] } })).toEqual([collision('/a')]);
});

test('what is not mounted does not collide', () => {
  const writable = { security: { writablePaths: ['/etc/config', '/etc/secrets'] } };
  expect(collisions(writable)).toEqual([]);
  expect(collisions({ ...writable, config, secrets, secretsAs: { as: 'env' } })).toEqual([]);
  expect(collisions({ ...writable, configAs: { as: 'files' }, secretsAs: { as: 'files' } })).toEqual([]);
});

test('fails for two writable paths of a sidecar', () => {
  const proxy = { image: 'proxy:1', security: { writablePaths: ['/tmp', '/tmp/'] } };
  expect(collisions({ sidecars: { proxy } })).toEqual([collision('/tmp', 'proxy')]);
});

test('the same path in two containers is no collision', () => {
  const proxy = { image: 'proxy:1', security: { writablePaths: ['/tmp'] } };
  expect(collisions({ security: { writablePaths: ['/tmp'] }, sidecars: { proxy } })).toEqual([]);
});
