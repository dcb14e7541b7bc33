import * as pulumi from '@pulumi/pulumi';
import { App, Environment, type EnvironmentProps, Microservice, tiers } from 'cdk8s-fairway';
import { type DeployOptions, deploy } from 'cdk8s-fairway/pulumi';
import { type Awaited, refuseConflicts, reportCauses, type Wanted } from '../../lib/engines/pulumi/live';
import { gatewayRouting, platform } from '../support/testing';

/** What looks at the cluster is a stand-in here: it has tests of its own. */
jest.mock('../../lib/engines/pulumi/live', () => ({
  isRunByEngine: () => true,
  refuseConflicts: jest.fn(async () => undefined),
  reportCauses: jest.fn(),
}));

const asked = jest.mocked(refuseConflicts);
const told = jest.mocked(reportCauses);
const engine = {
  newResource: ({ name, inputs }: { name: string; inputs: unknown }) => {
    if (JSON.stringify(inputs).includes('patchForce')) forced.push(name);
    return { id: `${name}-id`, state: {} };
  },
  call: () => ({}),
};
/** Objects that are applied over what others have changed in them. */
const forced: string[] = [];

beforeEach(async () => {
  await pulumi.runtime.setMocks(engine, 'shop', 'dev');
  asked.mockClear();
  forced.length = 0;
  told.mockClear();
  jest.spyOn(pulumi.log, 'warn').mockResolvedValue();
  jest.spyOn(pulumi.log, 'info').mockResolvedValue();
});

async function deployed(options: DeployOptions = {}, props: Partial<EnvironmentProps> = {}): Promise<void> {
  const environment = new Environment(new App({ onIssue: () => undefined }), 'dev', { ...tiers.dev, ...props });
  new Microservice(environment, 'users', { image: 'users:1' });
  const { resources } = deploy(environment, options);
  await Promise.all([...resources.values()].map(({ urn }) => new Promise((resolve) => urn.apply(resolve))));
}

test('the cluster is looked at before, for every object, and while Deployments are waited for', async () => {
  await deployed();
  const [place, wanted] = asked.mock.calls[0] as [object, readonly Wanted[]];
  expect(place).toEqual({ namespace: 'dev' });
  expect(wanted.map(({ path }) => path)).toEqual(expect.arrayContaining(['dev/Namespace', 'dev/users/Deployment']));
  const [, awaited] = told.mock.calls[0] as [object, readonly Awaited[]];
  expect(awaited.map(({ path, name }) => [path, name])).toEqual([['dev/users/Deployment', 'users']]);
});

test('it is the cluster of the environment', async () => {
  await deployed({}, { isolation: { cluster: { context: 'eu' } } });
  expect(asked.mock.calls[0]![0]).toEqual({ namespace: 'dev', context: 'eu' });
  expect(told.mock.calls[0]![0]).toEqual({ namespace: 'dev', context: 'eu' });
});

test('what others changed is not asked for where it is taken over', async () => {
  await deployed({ takeOver: true });
  expect(asked).not.toHaveBeenCalled();
  expect(told).toHaveBeenCalled();
});

test('a preview waits for nothing', async () => {
  await pulumi.runtime.setMocks(engine, 'shop', 'dev', true);
  await deployed();
  expect(asked).toHaveBeenCalled();
  expect(told).not.toHaveBeenCalled();
});

test('a provider of the user leads where nobody else can look', async () => {
  class Own extends pulumi.ProviderResource {}
  await deployed({ provider: new Own('kubernetes', 'own') });
  expect(asked).not.toHaveBeenCalled();
  expect(told).not.toHaveBeenCalled();
});

test('what Argo Rollouts moves is no conflict, and is applied all the same', async () => {
  const environment = new Environment(new App({ onIssue: () => undefined }), 'dev', {
    ...tiers.dev,
    ...platform,
    routing: gatewayRouting,
    rollout: { canary: { traffic: 'routes' } },
  });
  new Microservice(environment, 'users', { image: 'users:1', ports: { http: 8080, metrics: 9100 }, ingress: {} });
  const { resources } = deploy(environment);
  await Promise.all([...resources.values()].map(({ urn }) => new Promise((resolve) => urn.apply(resolve))));
  const [, wanted] = asked.mock.calls[0] as [object, readonly Wanted[]];
  const specOf = (id: string): unknown => wanted.find(({ path }) => path === `dev/users/${id}`)?.data.spec;
  for (const id of ['CanaryService', 'StableService']) {
    expect(specOf(id)).toHaveProperty('ports');
    expect(specOf(id)).not.toHaveProperty('selector');
  }
  expect(specOf('HTTPRoute')).toHaveProperty('hostnames');
  expect(specOf('HTTPRoute')).not.toHaveProperty('rules');
  expect(specOf('Service')).toHaveProperty('selector');
  expect([...forced].sort()).toEqual(['dev/users/CanaryService', 'dev/users/HTTPRoute', 'dev/users/StableService']);
});
