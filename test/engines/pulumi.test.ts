import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import { App, Environment, KafkaTopic, Microservice, tiers } from 'cdk8s-fairway';
import { type DeployOptions, deploy, fromOutput, stackEnvironment } from 'cdk8s-fairway/pulumi';
import { Construct } from 'constructs';

/** What Pulumi's engine was asked to register. Pulumi's own stand-in for the engine: the real one is in test/cluster. */
interface Registered {
  readonly type: string;
  readonly name: string;
  readonly inputs: Record<string, unknown>;
}

const registered: Registered[] = [];

beforeAll(async () => {
  await pulumi.runtime.setMocks(
    {
      newResource: ({ type, name, inputs }) => {
        registered.push({ type, name, inputs });
        return { id: `${name}-id`, state: inputs };
      },
      call: ({ inputs }) => inputs,
    },
    'shop',
    'dev',
  );
});

beforeEach(() => {
  registered.length = 0;
  jest.spyOn(pulumi.log, 'info').mockResolvedValue();
  jest.spyOn(pulumi.log, 'warn').mockResolvedValue();
});

const kafka = { cluster: 'main', namespace: 'kafka', credentials: { name: 'k' } };

function system(build: (environment: Environment) => void, id = 'dev'): Environment {
  const environment = new Environment(new App({ onIssue: () => undefined }), id, { ...tiers.dev, kafka });
  build(environment);
  return environment;
}

/** Deploys and waits until everything is registered. */
async function registeredBy(environment: Environment, options?: DeployOptions): Promise<readonly Registered[]> {
  const { resources } = deploy(environment, options);
  await Promise.all([...resources.values()].map((resource) => known(resource.urn)));
  return [...registered];
}

function known<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => output.apply((value) => resolve(value as T)));
}

const find = (all: readonly Registered[], name: string): Registered => all.find((one) => one.name === name)!;

test('every object is registered under its own type, with its own name', async () => {
  const environment = system((scope) => {
    new Microservice(scope, 'users', { image: 'users:1', ports: { http: 8080 } });
  });
  const all = await registeredBy(environment);
  expect(find(all, 'dev/users/Deployment')).toMatchObject({
    type: 'kubernetes:apps/v1:Deployment',
    inputs: { metadata: { name: 'users', namespace: 'dev' } },
  });
  expect(find(all, 'dev/users/Service').type).toBe('kubernetes:core/v1:Service');
  expect(find(all, 'dev/users').type).toBe('cdk8s-fairway:index:Microservice');
  const top = all.filter(({ name }) => name === 'dev').map(({ type }) => type);
  expect(top.sort()).toEqual(['cdk8s-fairway:index:Environment', 'pulumi:providers:kubernetes']);
});

test('a topic is a component with its custom resource in it', async () => {
  const environment = system((scope) => {
    const topic = new KafkaTopic(scope, 'events', { external: 'producers' });
    new Microservice(scope, 'log', { image: 'log:1', consumes: [topic] });
  });
  const all = await registeredBy(environment);
  expect(find(all, 'dev/events').type).toBe('cdk8s-fairway:index:KafkaTopic');
  expect(find(all, 'dev/events/KafkaTopic')).toMatchObject({
    type: 'kubernetes:kafka.strimzi.io/v1:KafkaTopic',
    inputs: { metadata: { name: 'dev-events', namespace: 'kafka' }, spec: { topicName: 'dev.events' } },
  });
});

test('annotations for Pulumi stand where they are asked for and nowhere in the YAML', async () => {
  const environment = system((scope) => {
    new Microservice(scope, 'users', { image: 'users:1' });
  });
  const all = await registeredBy(environment, { skipAwait: ['Deployment'], takeOver: true });
  expect(find(all, 'dev/users/Deployment').inputs).toMatchObject({
    metadata: { annotations: { 'pulumi.com/skipAwait': 'true', 'pulumi.com/patchForce': 'true' } },
  });
  expect(JSON.stringify(find(all, 'dev/users/ServiceAccount').inputs)).not.toContain('skipAwait');
  expect(JSON.stringify(environment.toJson())).not.toContain('pulumi.com');
});

test('a late value takes its place, and renames the ConfigMap by its hash in every object', async () => {
  const build = (endpoint: string): Environment =>
    system((scope) => {
      new Microservice(scope, 'orders', {
        image: 'orders:1',
        config: { 'db.url': fromOutput(pulumi.output(endpoint)) },
      });
    });
  const first = await registeredBy(build('postgres://a'));
  const name = String(
    find(first, 'dev/orders/ConfigMap').inputs.metadata &&
      (find(first, 'dev/orders/ConfigMap').inputs.metadata as { name: string }).name,
  );
  expect(find(first, 'dev/orders/ConfigMap').inputs.data).toEqual({ 'db.url': 'postgres://a' });
  expect(name).toMatch(/^orders-config-[0-9a-f]{10}$/);
  expect(JSON.stringify(find(first, 'dev/orders/Deployment').inputs)).toContain(`"configMapRef":{"name":"${name}"}`);
  registered.length = 0;
  const second = await registeredBy(build('postgres://b'));
  expect(find(second, 'dev/orders/ConfigMap').inputs.metadata).not.toMatchObject({ name });
});

test('cdk8s synth refuses a late value with its path, or takes what was given for it', () => {
  const refused = system((scope) => {
    new Microservice(scope, 'orders', { image: 'orders:1', config: { url: fromOutput(pulumi.output('late')) } });
  });
  expect(() => (refused.node.root as App).synth()).toThrow('[dev/orders/ConfigMap] /data/url is a Pulumi Output');
  const given = system((scope) => {
    new Microservice(scope, 'orders', {
      image: 'orders:1',
      config: { url: fromOutput(pulumi.output('late'), 'synth') },
    });
  });
  expect(JSON.stringify(given.toJson())).toContain('"url":"synth"');
});

test('a secret of the stack may be the value of a secret outside dev, and is a Pulumi secret', async () => {
  const environment = new Environment(new App({ onIssue: () => undefined }), 'prod', { ...tiers.prod, images: 'any' });
  new Microservice(environment, 'orders', {
    image: 'orders:1',
    secrets: { DB_PASSWORD: { literal: fromOutput(pulumi.secret('hunter2')) } },
  });
  const { resources } = deploy(environment);
  const secret = resources.get('prod/orders/Secret')!;
  await known(secret.urn);
  // The signature under which Pulumi marks a value as secret on its way to the engine.
  const marked = { '4dabf18193072939515e22adb298388d': '1b47061264138c4ac30d75fd1eb44270' };
  expect(find(registered, 'prod/orders/Secret').inputs.stringData).toEqual({
    ...marked,
    value: { DB_PASSWORD: 'hunter2' },
  });
});

test('refuses an environment with errors before anything is registered', () => {
  const environment = system((scope) => {
    new Microservice(scope, 'Users', { image: 'users:1' });
  });
  expect(() => deploy(environment)).toThrow("[dev/Users] 'Users' cannot name a Service");
  expect(registered).toEqual([]);
});

test('the stack picks the environment, and an unknown one lists the known', () => {
  expect(stackEnvironment({ dev: 1, prod: 2 })).toEqual({ name: 'dev', props: 1 });
  expect(() => stackEnvironment({ staging: 1, prod: 2 })).toThrow(
    "stack 'dev' is no environment of this program: its environments are staging, prod",
  );
});

test('notes and warnings reach the log of Pulumi', () => {
  deploy(system((scope) => void new Microservice(scope, 'lonely', { image: 'lonely:1' })));
  expect(pulumi.log.info).toHaveBeenCalledWith(expect.stringContaining('[dev/lonely] nothing tells Kubernetes'));
  expect(pulumi.log.warn).toHaveBeenCalledWith(expect.stringContaining("nobody can reach 'lonely'"));
});

test('the rest of the program gets namespace, URLs and addresses', async () => {
  const environment = new Environment(new App({ onIssue: () => undefined }), 'dev', {
    ...tiers.dev,
    domain: 'shop.example',
    routing: { kind: 'ingress', ingressClassName: 'nginx', controller: { namespace: 'ingress-nginx' }, tls: 'none' },
  });
  new Microservice(environment, 'web', { image: 'web:1', ports: { http: 8080 }, ingress: { path: '/shop' } });
  const { namespace, urls, addresses } = deploy(environment);
  expect(await known(namespace)).toBe('dev');
  expect(await known(urls.web!)).toBe('http://shop.example/shop');
  expect(await known(addresses.web!)).toBe('web.dev.svc:80');
});

test('a renamed system, an environment on a cluster of its own and constructs of others are registered too', async () => {
  const environment = new Environment(new App({ onIssue: () => undefined }), 'prod', {
    ...tiers.dev,
    isolation: { cluster: { context: 'prod-eu' } },
  });
  const store = new Construct(environment, 'store');
  const users = new Microservice(store, 'users', { image: 'users:1', ports: { http: 8080 } });
  new Microservice(store, 'orders', { image: 'orders:1', upstreams: [users] });
  new ApiObject(store, 'note', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'note' } });
  const all = await registeredBy(environment, {
    renamed: { 'prod/store': 'prod/shop' },
    timeouts: { create: '1m' },
    skipAwait: true,
  });
  const provider = all.find(({ type }) => type === 'pulumi:providers:kubernetes');
  expect(provider?.inputs).toMatchObject({ context: 'prod-eu', enableConfigMapMutable: true });
  expect(find(all, 'prod/store').type).toBe('cdk8s-fairway:index:System');
  expect(find(all, 'prod/store/note')).toMatchObject({
    type: 'kubernetes:core/v1:ConfigMap',
    inputs: { metadata: { name: 'note', annotations: { 'pulumi.com/skipAwait': 'true' } } },
  });
  const names = all.map(({ name }) => name);
  expect(names.indexOf('prod/store/users/Deployment')).toBeLessThan(names.indexOf('prod/store/orders/Deployment'));
});

test('a provider of the user is used, and none is made', async () => {
  const provider = new (class extends pulumi.ProviderResource {})('kubernetes', 'mine', {});
  const environment = system((scope) => void new Microservice(scope, 'users', { image: 'users:1' }));
  const all = await registeredBy(environment, { provider });
  expect(all.filter(({ type }) => type === 'pulumi:providers:kubernetes').map(({ name }) => name)).toEqual(['mine']);
});
