import { KafkaTopic, type MicroserviceProps } from 'cdk8s-fairway';
import { type Json, records, text } from '../support/manifest';
import { container, environment, microservice, platform, podSpec, users } from '../support/testing';

/** The main container's mounts by path, each with the volume behind it. */
function mounts(props: Partial<MicroserviceProps>): Readonly<Record<string, Json>> {
  const service = users(props);
  const volumes = new Map(records(podSpec(service).volumes).map((volume) => [text(volume.name), volume]));
  const found = records(container(service).volumeMounts);
  expect(found.every(({ name }) => volumes.has(text(name)))).toBe(true);
  return Object.fromEntries(
    found.map((mount) => [text(mount.mountPath), { ...mount, ...volumes.get(text(mount.name)) }]),
  );
}

const sources = (mount: Json | undefined): unknown => (mount?.projected as Json | undefined)?.sources;
const envFrom = (props: Partial<MicroserviceProps>): unknown => container(users(props)).envFrom;

const secrets: NonNullable<MicroserviceProps['secrets']> = {
  DB: { key: 'shop/db' },
  DEV: { literal: 'x' },
  OWN: { existingSecret: 'own', key: 'k' },
};

describe('configuration', () => {
  const restart = { reload: 'restart' } as const;

  test('as variables is read after nothing, and before what operators put in its place', () => {
    expect(envFrom({ config: { A: 1 }, configAs: { as: 'env', ...restart } })).toEqual([
      { configMapRef: { name: 'users-config' } },
      { configMapRef: { name: 'users-overrides', optional: true } },
    ]);
  });

  test('as files is mounted read-only, and what operators put in its place stands last', () => {
    const mount = mounts({ config: { A: 1 }, configAs: { as: 'files', path: '/app', ...restart } })['/app'];
    expect(mount).toMatchObject({ name: 'config', readOnly: true, projected: { defaultMode: 0o440 } });
    expect(sources(mount)).toEqual([
      { configMap: { name: 'users-config' } },
      { configMap: { name: 'users-overrides', optional: true } },
    ]);
  });

  test('is read under the name of its content', () => {
    expect(envFrom({ config: { A: 1 } })).toMatchObject([
      { configMapRef: { name: expect.stringMatching(/^users-config-[0-9a-f]{10}$/) } },
      {},
    ]);
  });

  test('that is empty is not read', () => {
    expect(envFrom({})).toBeUndefined();
    expect(mounts({ configAs: { as: 'files' } })).toEqual({});
  });

  test('as files sets no variable', () => {
    expect(envFrom({ config: { A: 1 }, configAs: { as: 'files' } })).toBeUndefined();
  });
});

describe('secrets', () => {
  test('are files, each under its own name', () => {
    const mount = mounts({ secrets })['/etc/secrets'];
    expect(mount).toMatchObject({ name: 'secrets', readOnly: true, projected: { defaultMode: 0o440 } });
    expect(sources(mount)).toEqual([
      { secret: { name: 'users-secrets', items: [{ key: 'DB', path: 'DB' }] } },
      { secret: { name: 'users-secrets-literals', items: [{ key: 'DEV', path: 'DEV' }] } },
      { secret: { name: 'own', items: [{ key: 'k', path: 'OWN' }] } },
    ]);
  });

  test('stand where it is said', () => {
    expect(Object.keys(mounts({ secrets, secretsAs: { as: 'files', path: '/run/s' } }))).toEqual(['/run/s']);
  });

  test('as variables come after configuration, so that nothing hides them', () => {
    expect(
      envFrom({ config: { A: 1 }, configAs: { as: 'env', reload: 'restart' }, secrets, secretsAs: { as: 'env' } }),
    ).toEqual([
      { configMapRef: { name: 'users-config' } },
      { configMapRef: { name: 'users-overrides', optional: true } },
      { secretRef: { name: 'users-secrets' } },
      { secretRef: { name: 'users-secrets-literals' } },
    ]);
    expect(mounts({ secrets, secretsAs: { as: 'env' } })).toEqual({});
  });

  test('that stand already are read key by key', () => {
    const service = users({ secrets: { OWN: secrets.OWN! }, secretsAs: { as: 'env' } });
    expect(container(service).env).toEqual([{ name: 'OWN', valueFrom: { secretKeyRef: { name: 'own', key: 'k' } } }]);
    expect(container(service)).not.toHaveProperty('envFrom');
  });

  test('as files set no variable but that of their folder', () => {
    expect(container(users({ secrets })).env).toEqual([{ name: 'SECRETS_PATH', value: '/etc/secrets' }]);
  });
});

test('the certificate for Kafka is mounted where the variable says', () => {
  const dev = environment(platform);
  const service = microservice(dev, 'users', { produces: [new KafkaTopic(dev, 'events')] });
  expect(podSpec(service).volumes).toEqual([
    { name: 'kafka-certs', secret: { secretName: 'users-kafka', defaultMode: 0o440 } },
  ]);
  expect(container(service).volumeMounts).toEqual([
    { name: 'kafka-certs', mountPath: '/etc/kafka/certs', readOnly: true },
  ]);
});

describe('a writable folder', () => {
  test('is the pod’s own and empty', () => {
    expect(mounts({ security: { writablePaths: ['/tmp'] } })['/tmp']).toEqual({
      name: expect.stringMatching(/^tmp-[0-9a-f]{10}$/),
      mountPath: '/tmp',
      emptyDir: {},
    });
  });

  test('is as large as is said, and in memory', () => {
    const writablePaths = [{ path: '/a', sizeLimit: '64Mi', medium: 'Memory' }] as const;
    expect(mounts({ security: { writablePaths } })['/a']?.emptyDir).toEqual({ sizeLimit: '64Mi', medium: 'Memory' });
  });

  test('has a name that a volume can have, and that no other has', () => {
    const long = `/${'very/long/'.repeat(20)}path`;
    const paths = ['/', '/var/A_b', '/var/a-b', '/ä', long, `${long}2`, '/config', '/secrets'];
    const names = Object.values(mounts({ security: { writablePaths: paths } })).map(({ name }) => text(name));
    expect(new Set(names).size).toBe(paths.length);
    for (const name of names) expect(name).toMatch(/^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/);
    expect(names[0]).toMatch(/^root-/);
  });
});
