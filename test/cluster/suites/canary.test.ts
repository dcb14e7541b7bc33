import { setTimeout as sleep } from 'node:timers/promises';
import { ApiObject, Duration } from 'cdk8s';
import { App, Environment, Microservice, tiers } from 'cdk8s-fairway';
import { type Manifest, record, records, text } from '../../support/manifest';
import { rollback } from '../../support/testing';
import { type Programs, startPrograms } from '../canary/programs';
import { Releases } from '../canary/releases';
import { type Behaviour, type Pod, Requests } from '../canary/requests';
import { apply, deleteNamespaces, kubectl, objects, refuseTaken } from '../kubectl';
import { undo } from '../undo';

const NAMESPACE = 'canary';
const NAMES = ['good', 'failing', 'slow', 'configured'] as const;
const REPLICAS = 3;
const BUILD_MS = 1_800_000;
const WELL: Behaviour = { failing: 0, seconds: 0.05 };
/** Less than the window in which nobody judges yet. */
const AT_ONCE_MS = 45_000;
/** A window before the judgement, two windows of it, and what the controller takes. */
const JUDGED_MS = 330_000;

interface Release {
  readonly tag: string;
  readonly level: string;
}

let requests: Requests;
let programs: Programs;
let watching: NodeJS.Timeout;
const releases = new Releases(NAMESPACE, NAMES, () => programs.logs());

/** What the new version of each service does to its callers. */
function behaviourOf({ service, version }: Pod): Behaviour {
  if (version !== '2') return WELL;
  if (service === 'failing') return { ...WELL, failing: 0.3 };
  return service === 'slow' ? { ...WELL, seconds: 0.9 } : WELL;
}

/** The services at a release: three with a new image, one with another configuration alone. */
function release({ tag, level }: Release): readonly Manifest[] {
  const environment = new Environment(new App({ onIssue: () => undefined }), 'prod', {
    ...tiers.prod,
    images: 'any',
    namespace: NAMESPACE,
    replicas: REPLICAS,
    monitoring: { namespace: 'monitoring', url: programs.prometheus },
    rollout: { canary: { judge: Duration.minutes(2) } },
    rollback: { ...rollback, by: 'undo' },
  });
  for (const name of NAMES) {
    const image = `registry.example.com/shop/${name}:${name === 'configured' ? '1' : tag}`;
    const config = name === 'configured' ? { config: { LEVEL: level } } : {};
    new Microservice(environment, name, { image, ports: { http: 8080, metrics: 9100 }, ...config });
  }
  return environment.node
    .findAll()
    .filter(ApiObject.isApiObject)
    .map((object) => object.toJson() as Manifest);
}

beforeAll(async () => {
  refuseTaken([NAMESPACE]);
  requests = new Requests(behaviourOf);
  programs = await startPrograms(await requests.listen());
  kubectl('create', 'namespace', NAMESPACE);
  apply(release({ tag: '1', level: 'info' }));
  await releases.until('every service is healthy', () => releases.areHealthy(), 120_000);
  requests.to(releases.pods());
  watching = setInterval(() => requests.to(releases.pods()), 3000);
  // Rates of the old pods, which the new ones are compared with.
  await sleep(10_000);
}, BUILD_MS);

afterAll(() => {
  clearInterval(watching);
  requests?.stop();
  programs?.stop();
  deleteNamespaces([NAMESPACE]);
});

test('the Rollout runs the pods, and the Deployment that it refers to has none', async () => {
  const own = (): readonly unknown[] =>
    objects('deployments', '--namespace', NAMESPACE).map(({ spec }) => record(spec).replicas);
  // The controller takes the Deployment's own pods away after the Rollout is healthy.
  const areTaken = (): boolean =>
    own().every((count) => count === 0) && NAMES.every((name) => releases.versionsOf(name).length === REPLICAS);
  await releases.until('the Deployments have no pods', areTaken, 60_000);
  expect(own()).toEqual(NAMES.map(() => 0));
  for (const name of NAMES) expect(releases.versionsOf(name)).toEqual(['1', '1', '1']);
});

describe('a release', () => {
  beforeAll(async () => {
    releases.remember();
    apply(release({ tag: '2', level: 'debug' }));
    const isTried = (): boolean => ['good', 'failing', 'slow'].every((name) => releases.versionsOf(name).includes('2'));
    await releases.until('the new pods are there', isTried, 60_000);
  }, 120_000);

  test('goes to one pod first, beside all the old ones', () => {
    for (const name of ['good', 'failing', 'slow']) expect(releases.versionsOf(name)).toEqual(['1', '1', '1', '2']);
  });

  test(
    'that answers well reaches every pod',
    async () => {
      await releases.until('good is through', () => releases.isThrough('good'), JUDGED_MS);
      await releases.until('the old pods are gone', () => !releases.versionsOf('good').includes('1'), 60_000);
      expect(releases.versionsOf('good')).toEqual(['2', '2', '2']);
    },
    JUDGED_MS + 90_000,
  );

  test(
    'of a configuration alone goes the same way',
    async () => {
      await releases.until('configured is through', () => releases.isThrough('configured'), JUDGED_MS);
      const runs = objects('analysisruns.argoproj.io', '--namespace', NAMESPACE);
      const own = runs.filter(({ metadata }) => text(record(metadata).name).startsWith('configured-'));
      expect(own.map(({ status }) => record(status).phase)).toEqual(['Successful']);
    },
    JUDGED_MS + 30_000,
  );

  test.each([
    ['failing', 'errors'],
    ['slow', 'latency-http'],
  ])(
    'that is %s is aborted, by its %s, and the old pods are as they were',
    async (name, metric) => {
      await releases.until(`${name} is aborted`, () => releases.statusOf(name).phase === 'Degraded', JUDGED_MS);
      await releases.until('the new pod is gone', () => !releases.versionsOf(name).includes('2'), 60_000);
      expect(releases.statusOf(name)).toMatchObject({ abort: true, stableRS: releases.old(name) });
      expect(releases.versionsOf(name)).toEqual(['1', '1', '1']);
      const runs = objects('analysisruns.argoproj.io', '--namespace', NAMESPACE);
      const [run] = runs.filter(({ metadata }) => text(record(metadata).name).startsWith(`${name}-`));
      const failed = records(record(run?.status).metricResults).filter(({ phase }) => phase === 'Failed');
      expect(failed.map((result) => result.name)).toEqual([metric]);
    },
    JUDGED_MS + 90_000,
  );

  test('that is taken back afterwards leaves every pod at once, and is judged no more', async () => {
    const started = String(Math.ceil(Date.now() / 1000));
    const variables = { SERVICE: 'good', REASON: 'TooManyErrors', ALERT_FOR: '0', FRESH_FOR: '1800' };
    expect(await undo(NAMESPACE, { ...variables, ALERT_STARTED: started })).toEqual([
      expect.stringContaining('deployment.apps/good rolled back'),
    ]);
    await releases.until('good is what it was', () => releases.versionsOf('good').join() === '1,1,1', AT_ONCE_MS);
  });
});
