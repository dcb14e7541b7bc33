import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Manifest, record, records, text } from '../../support/manifest';
import { Applications, registerCluster } from '../argo-cd/applications';
import { defineArgoCd, installSettings } from '../argo-cd/definitions';
import { Operators } from '../argo-cd/operators';
import { type Programs, startPrograms } from '../argo-cd/programs';
import { Repository } from '../argo-cd/repository';
import { deliveredFrom, FILES, liveUnder, namesUnder, rewritten } from '../argo-cd/shop';
import { apply, createNamespaces, deleteNamespaces, kubectl, objects, refuseTaken } from '../kubectl';

const ARGO_CD = 'argocd';
const BROKERS = 'kafka';
const ENVIRONMENTS = ['shop-dev', 'shop-staging', 'shop'];
const BRANCHES = ['main', 'dev'];
const BUILD_MS = 3_600_000;
const IMAGE = 'registry.example.com/shop/users';
const WELL = { sync: 'Synced', health: 'Healthy', phase: 'Succeeded' } as const;

const folder = mkdtempSync(join(tmpdir(), 'fairway-git-'));
const git = new Repository(folder, BRANCHES);
const delivered = deliveredFrom(git.url);
const operators = new Operators([...ENVIRONMENTS, BROKERS]);
const applications = new Applications({
  namespace: ARGO_CD,
  meanwhile: () => operators.work(),
  logs: () => programs?.logs() ?? '',
});
let programs: Programs | undefined;
let undefine: (() => void) | undefined;

beforeAll(async () => {
  refuseTaken(ENVIRONMENTS);
  undefine = await defineArgoCd();
  createNamespaces([ARGO_CD, BROKERS]);
  await installSettings(ARGO_CD);
  registerCluster('prod-eu', ARGO_CD);
  for (const branch of BRANCHES) git.commit(branch, 'what synth wrote', FILES);
  programs = await startPrograms(ARGO_CD);
  apply(delivered, '--server-side');
}, BUILD_MS);

afterAll(() => {
  programs?.stop();
  rmSync(folder, { recursive: true });
  deleteNamespaces([ARGO_CD, BROKERS, ...ENVIRONMENTS]);
  undefine?.();
});

function deployment(name: string, namespace: string): Manifest {
  const [found] = objects('deployments', '--namespace', namespace, '--field-selector', `metadata.name=${name}`);
  return found ?? {};
}

function deliveredApplication(name: string): Manifest | undefined {
  return delivered.find(({ kind, metadata }) => kind === 'Application' && record(metadata).name === name);
}

function imageOf(name: string, namespace: string): string {
  const { spec } = record(record(deployment(name, namespace).spec).template);
  return text(records(record(spec).containers)[0]?.image);
}

function secondsOf(time: unknown): number {
  return Date.parse(text(time)) / 1000;
}

describe('dev', () => {
  test('comes from Git by itself and whole, each service after those that it calls', async () => {
    await applications.untilAt('shop-dev', git.revision('dev'), WELL);
    expect(liveUnder('dist/dev/')).toEqual(namesUnder('dist/dev/'));
    const { conditions } = record(deployment('users', 'shop-dev').status);
    const available = records(conditions).find(({ type }) => type === 'Available');
    const { creationTimestamp } = record(deployment('orders', 'shop-dev').metadata);
    expect(secondsOf(creationTimestamp)).toBeGreaterThanOrEqual(secondsOf(available?.lastTransitionTime));
  });

  test('wins back what somebody changes or deletes by hand', async () => {
    kubectl('set', 'image', 'deployment/users', `users=${IMAGE}:by-hand`, '--namespace', 'shop-dev');
    kubectl('delete', 'service', 'orders', '--namespace', 'shop-dev');
    const isBack = (): boolean =>
      imageOf('users', 'shop-dev') === `${IMAGE}:latest` && liveUnder('dist/dev/').includes('Service shop-dev/orders');
    await applications.until('shop-dev', 'both are as in Git', isBack);
  });

  test('goes to a new image by a commit, and back to the old one when the rollback reverts that', async () => {
    const lock = 'environments/dev/images.json';
    const files = rewritten('dist/dev/users.k8s.yaml', `${IMAGE}:latest`, `${IMAGE}:next`);
    const next = git.commit('dev', 'new', { ...files, [lock]: '{}' });
    await applications.untilAt('shop-dev', next, WELL);
    expect(imageOf('users', 'shop-dev')).toBe(`${IMAGE}:next`);
    await applications.untilAt('shop-dev', git.takeBack('dev', lock), WELL);
    expect(imageOf('users', 'shop-dev')).toBe(`${IMAGE}:latest`);
  });

  test('loses what leaves Git, in every namespace, and nothing else', async () => {
    const file = 'dist/dev/log.k8s.yaml';
    await applications.untilAt('shop-dev', git.commit('dev', 'no log', { [file]: undefined }), WELL);
    const gone = namesUnder(file);
    expect(gone.filter((name) => name.includes(` ${BROKERS}/`))).toHaveLength(1);
    expect(liveUnder('dist/dev/')).toEqual(namesUnder('dist/dev/').filter((name) => !gone.includes(name)));
  });

  test('is given nothing of a commit with objects that its graph has no use for, and is well again after its revert', async () => {
    const foreign = [
      { apiVersion: 'batch/v1', kind: 'Job', metadata: { name: 'foreign', namespace: 'shop-dev' } },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'foreign' } },
      { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'foreign', namespace: 'default' } },
    ];
    const content = foreign.map((object) => JSON.stringify(object)).join('\n---\n');
    git.commit('dev', 'foreign objects', { 'dist/dev/foreign.yaml': content });
    applications.refresh('shop-dev');
    const refusals = [
      'resource batch:Job is not permitted in project shop-dev',
      'resource :Namespace is not permitted in project shop-dev',
      "namespace default is not permitted in project 'shop-dev'",
    ];
    const areRefused = (): boolean => {
      const said = applications.state('shop-dev').messages.join();
      return refusals.every((refusal) => said.includes(refusal));
    };
    await applications.until('shop-dev', 'all three are refused', areRefused);
    expect(kubectl('get', 'namespace', 'foreign', '--ignore-not-found')).toBe('');
    expect(kubectl('get', 'configmap', 'foreign', '--namespace', 'default', '--ignore-not-found')).toBe('');
    await applications.untilAt('shop-dev', git.revert('dev'), WELL);
  });
});

describe('a project', () => {
  const NAME = 'elsewhere';

  afterEach(() => {
    kubectl('delete', 'applications.argoproj.io', NAME, '--namespace', ARGO_CD, '--ignore-not-found');
  });

  test.each([
    ['into a namespace that the graph does not use', 'shop-dev', 'destination', { namespace: 'default' }],
    ['of prod into the cluster of dev', 'shop-prod', 'destination', { name: 'in-cluster' }],
    ['from another repository', 'shop-dev', 'source', { repoURL: 'https://git.example/other.git' }],
  ])('refuses an Application %s', async (_what, project, field, change) => {
    const own = deliveredApplication(project);
    const spec = record(own?.spec);
    const changed = { ...spec, [field]: { ...record(spec[field]), ...change }, syncPolicy: { automated: {} } };
    apply([{ ...own, metadata: { name: NAME, namespace: ARGO_CD }, spec: changed }], '--server-side');
    const isRefused = (): boolean => applications.state(NAME).conditions.length > 0;
    const { conditions, phase } = await applications.until(NAME, 'it is refused', isRefused);
    expect(conditions.join()).toMatch(/^InvalidSpecError: .*(permitted|allowed).* project/);
    expect(phase).toBeUndefined();
  });
});

describe.each([
  ['staging', 'shop-staging'],
  ['prod', 'shop'],
])('%s', (name, namespace) => {
  test('shows what there is to do, and has nothing of it before somebody asks', async () => {
    await applications.untilAt(`shop-${name}`, git.revision('main'), { sync: 'OutOfSync', health: 'Missing' });
    expect(applications.state(`shop-${name}`).phase).toBeUndefined();
    expect(kubectl('get', 'namespace', namespace, '--ignore-not-found')).toBe('');
  });
});

describe('prod', () => {
  const application = deliveredApplication('shop-prod');
  const TOPICS = 'dist/prod/10-topics.k8s.yaml';
  const replicas = (resource: string): unknown => record(objects(resource, '--namespace', 'shop')[0]?.spec).replicas;

  async function syncTo(revision: string): Promise<void> {
    await applications.untilAt('shop-prod', revision, {});
    applications.sync('shop-prod');
    await applications.untilAt('shop-prod', revision, { ...WELL, brought: revision });
  }

  /** What the Application says of fields that others set. */
  function ignore(differences: unknown): void {
    apply(
      [{ ...application, spec: { ...record(application?.spec), ignoreDifferences: differences } }],
      '--server-side',
    );
  }

  test('comes whole when somebody asks for a sync', async () => {
    await syncTo(git.revision('main'));
    expect(liveUnder('dist/prod/')).toEqual(namesUnder('dist/prod/'));
  });

  test('shows a change by hand and leaves it, until somebody asks', async () => {
    kubectl('set', 'image', 'deployment/users', `users=${IMAGE}:by-hand`, '--namespace', 'shop');
    await applications.untilAt('shop-prod', git.revision('main'), { sync: 'OutOfSync' });
    await sleep(3000);
    expect(imageOf('users', 'shop')).toBe(`${IMAGE}:by-hand`);
    await syncTo(git.revision('main'));
    expect(imageOf('users', 'shop')).toBe(`${IMAGE}:stable-2.3.1`);
  });

  test('keeps the number of pods when an autoscaler takes over from a fixed one', async () => {
    const fixed = git.commit('main', 'fixed numbers', {
      ...rewritten(
        'dist/prod/log.k8s.yaml',
        '\n  revisionHistoryLimit: 5\n',
        '\n  revisionHistoryLimit: 5\n  replicas: 4\n',
      ),
      ...rewritten(
        'dist/prod/orders.k8s.yaml',
        '\n  progressDeadlineAbort: true\n',
        '\n  progressDeadlineAbort: true\n  replicas: 4\n',
      ),
    });
    ignore([]);
    await syncTo(fixed);
    ignore(record(application?.spec).ignoreDifferences);
    await syncTo(git.revert('main'));
    expect([replicas('deployment/log'), replicas('rollout.argoproj.io/orders')]).toEqual([4, 4]);
    const events = objects(
      'events',
      '--namespace',
      'shop',
      '--field-selector',
      'involvedObject.name=log,reason=ScalingReplicaSet',
    );
    expect(events.filter(({ message }) => text(message).startsWith('Scaled down'))).toEqual([]);
  });

  test('loses a topic that has left Git only when somebody confirms it', async () => {
    const revision = git.commit('main', 'no topics', { [TOPICS]: undefined });
    await applications.untilAt('shop-prod', revision, { sync: 'OutOfSync' });
    applications.sync('shop-prod');
    const asks = (): boolean => applications.state('shop-prod').messages.some((text) => text.includes('confirm'));
    await applications.until('shop-prod', 'it asks for a confirmation', asks);
    expect(liveUnder(TOPICS)).toEqual(namesUnder(TOPICS));
    applications.confirm('shop-prod');
    await applications.untilAt('shop-prod', revision, WELL);
    expect(liveUnder('dist/prod/')).toEqual(
      namesUnder('dist/prod/').filter((one) => !namesUnder(TOPICS).includes(one)),
    );
  });
});
