import { ApiObject } from 'cdk8s';
import { App, Environment } from 'cdk8s-fairway';
import { environments } from '../../../examples/shop/environments';
import { Shop } from '../../../examples/shop/shop';
import { type Manifest, record, records, text } from '../../support/manifest';
import { rollback } from '../../support/testing';
import { apply, createNamespaces, deleteNamespaces, kubectl, objects, refuseTaken } from '../kubectl';
import { autoscaled, untilAvailable } from '../rollouts';
import { run } from '../run';
import { undo } from '../undo';

const { version: _version, ...prod } = environments.prod;
const NAMESPACE = prod.namespace;
const OTHERS = ['kafka'];

/** The shop in prod, as the files of one release of it. */
function release(version: string, logFormat: string): readonly Manifest[] {
  const app = new App({ onIssue: () => undefined });
  const environment = new Environment(app, 'prod', {
    ...prod,
    rollout: 'rolling',
    rollback: { ...rollback, by: 'undo' },
    config: { LOG_FORMAT: logFormat },
  });
  new Shop(environment, 'shop', { version });
  const made = environment.node.findAll().filter(ApiObject.isApiObject);
  return made.map((object) => object.toJson() as Manifest);
}

const first = release('stable-1.0.0', 'json');
const second = release('stable-2.0.0', 'text');

/** What a new pod of `users` runs: its image, and the ConfigMap that it reads with what stands there. */
function usersRuns(): Readonly<Record<'image' | 'configMap' | 'LOG_FORMAT', string>> {
  const [deployment] = objects('deployment', 'users', '--namespace', NAMESPACE);
  const [container = {}] = records(record(record(record(deployment?.spec).template).spec).containers);
  const names = records(container.envFrom).map(({ configMapRef }) => text(record(configMapRef).name));
  const configMap = names.find((name) => name.startsWith('users-config-')) ?? 'none';
  const [{ data } = {}] = objects('configmap', configMap, '--namespace', NAMESPACE);
  return { image: text(container.image), configMap, LOG_FORMAT: text(record(data).LOG_FORMAT) };
}

async function applied(manifests: readonly Manifest[]): Promise<ReturnType<typeof usersRuns>> {
  apply(manifests);
  await untilAvailable(NAMESPACE, autoscaled(manifests, 'minReplicas'));
  return usersRuns();
}

let before: ReturnType<typeof usersRuns>;

beforeAll(async () => {
  refuseTaken([NAMESPACE]);
  createNamespaces(OTHERS);
  before = await applied(first);
});

afterAll(() => deleteNamespaces([NAMESPACE, ...OTHERS]));

test('a release brings its image and its configuration', async () => {
  expect(before).toMatchObject({ image: 'registry.example.com/shop/users:stable-1.0.0', LOG_FORMAT: 'json' });
  const after = await applied(second);
  expect(after).toMatchObject({ image: 'registry.example.com/shop/users:stable-2.0.0', LOG_FORMAT: 'text' });
  expect(after.configMap).not.toBe(before.configMap);
});

test('an undone rollout has the old image and the old configuration again, in every pod', async () => {
  kubectl('rollout', 'undo', 'deployment/users', '--namespace', NAMESPACE);
  await untilAvailable(NAMESPACE, autoscaled(first, 'minReplicas'));
  expect(usersRuns()).toEqual(before);
  const all = objects('pod', '--namespace', NAMESPACE, '--selector', 'app.kubernetes.io/instance=users');
  // A Deployment counts no pods that are on their way out, and they are there for a moment.
  const pods = all.filter(({ metadata }) => record(metadata).deletionTimestamp === undefined);
  expect(pods.length).toBeGreaterThan(1);
  for (const pod of pods) expect(JSON.stringify(pod.spec)).toContain(before.configMap);
});

test('the release can be applied again after that', async () => {
  expect(await applied(second)).toMatchObject({ LOG_FORMAT: 'text' });
});

describe('a release that is taken back by the script of the Job, as its ServiceAccount', () => {
  const third = release('stable-3.0.0', 'text');
  const variables = { SERVICE: 'users', REASON: 'TooManyErrors', ALERT_FOR: '0', FRESH_FOR: '1800' };
  const now = (): string => String(Math.ceil(Date.now() / 1000));
  const cause = (): string =>
    text(
      record(record(objects('deployment', 'users', '--namespace', NAMESPACE)[0]!.metadata).annotations)[
        'kubernetes.io/change-cause'
      ],
    );

  test('stays while it is one that came back, or one that came after the failure', async () => {
    expect(await undo(NAMESPACE, { ...variables, ALERT_STARTED: now() })).toEqual([
      expect.stringMatching(/^0: users is left as it is: revision \d+ is itself what somebody went back to\n$/),
    ]);
    await applied(third);
    expect(await undo(NAMESPACE, { ...variables, ALERT_STARTED: '0' })).toEqual([
      expect.stringMatching(/^0: users is left as it is: it failed before revision \d+ came\n$/),
    ]);
    expect(usersRuns().image).toContain('stable-3.0.0');
  });

  test('goes back once, however many come at once and afterwards, and says why', async () => {
    const outcomes = await undo(NAMESPACE, { ...variables, ALERT_STARTED: now() }, 3);
    expect(outcomes.filter((outcome) => outcome.includes('deployment.apps/users rolled back'))).not.toEqual([]);
    await untilAvailable(NAMESPACE, autoscaled(third, 'minReplicas'));
    expect(usersRuns().image).toContain('stable-2.0.0');
    expect(cause()).toMatch(/^revision \d+ taken back: TooManyErrors$/);
    expect(await undo(NAMESPACE, { ...variables, ALERT_STARTED: now() })).toEqual([
      expect.stringMatching(/is itself what somebody went back to/),
    ]);
    expect(usersRuns().image).toContain('stable-2.0.0');
  });

  test.each([
    ['rollback-job', 'patch', 'deployment/users', 'yes'],
    ['rollback-job', 'patch', 'deployment/log', 'no'],
    ['rollback-job', 'get', 'secrets', 'no'],
    ['rollback-job', 'create', 'jobs.batch', 'no'],
    ['rollback-sensor', 'create', 'jobs.batch', 'yes'],
    ['rollback-sensor', 'patch', 'deployment/users', 'no'],
    ['rollback-eventsource', 'get', 'pods', 'no'],
  ])('to %s, %s %s is allowed: %s', (account, verb, what, allowed) => {
    const who = `--as=system:serviceaccount:${NAMESPACE}:${account}`;
    const { stdout } = run('kubectl', ['auth', 'can-i', verb, what, who, '--namespace', NAMESPACE], { mayFail: true });
    expect(stdout.trim()).toBe(allowed);
  });
});
