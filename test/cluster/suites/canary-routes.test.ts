import { setTimeout as sleep } from 'node:timers/promises';
import { ApiObject, Duration } from 'cdk8s';
import { App, Environment, type EnvironmentProps, Microservice, tiers } from 'cdk8s-fairway';
import { type Manifest, record, records, text } from '../../support/manifest';
import { CONTROLLER_NAMESPACE, type Programs, pluginSettings, startPrograms } from '../canary/programs';
import { Releases } from '../canary/releases';
import { type Behaviour, type Pod, Requests } from '../canary/requests';
import { apply, createNamespaces, deleteNamespaces, objects, refusals, refuseTaken } from '../kubectl';

const NAMES = ['good', 'failing'] as const;
const REPLICAS = 3;
const BUILD_MS = 1_800_000;
const JUDGED_MS = 330_000;

type Weights = readonly [stable: number, canary: number];

/** One way in: its environment's routing, and how its weights are read. */
interface Way {
  readonly namespace: string;
  readonly routing: EnvironmentProps['routing'];
  readonly weightsOf: (service: string, namespace: string) => Weights;
}

const controller = { namespace: 'edge' };
const ways: Readonly<Record<string, Way>> = {
  'Gateway API': {
    namespace: 'canary-gateway',
    routing: { kind: 'gateway', gatewayClassName: 'envoy', controller, tls: 'none' },
    weightsOf: (service, namespace) => {
      const [route] = objects('httproutes', service, '--namespace', namespace);
      const backends = records(records(record(route?.spec).rules)[0]?.backendRefs);
      const weight = (name: string): number => Number(backends.find((backend) => backend.name === name)?.weight);
      return [weight(`${service}-stable`), weight(`${service}-canary`)];
    },
  },
  'an Ingress of nginx': {
    namespace: 'canary-ingress',
    routing: { kind: 'ingress', ingressClassName: 'nginx', controller, tls: 'none' },
    weightsOf: (service, namespace) => {
      const [found] = objects('ingresses', `${service}-${service}-canary`, '--namespace', namespace);
      expect(backendOf(found)).toBe(`${service}-canary`);
      const [own] = objects('ingresses', service, '--namespace', namespace);
      expect(backendOf(own)).toBe(`${service}-stable`);
      const weight = Number(record(record(found?.metadata).annotations)['nginx.ingress.kubernetes.io/canary-weight']);
      return [100 - weight, weight];
    },
  },
};

let requests: Requests;
let programs: Programs;
let watching: NodeJS.Timeout;
const releases = new Map(
  Object.values(ways).map(({ namespace }) => [namespace, new Releases(namespace, NAMES, () => programs.logs())]),
);
/** The most pods that a service has had at once. */
const most = new Map<string, number>();

function behaviourOf({ service, version }: Pod): Behaviour {
  return { failing: service === 'failing' && version === '2' ? 0.3 : 0, seconds: 0.05 };
}

function backendOf(ingress: Manifest | undefined): string {
  const [rule] = records(record(ingress?.spec).rules);
  const [path] = records(record(rule?.http).paths);
  return text(record(record(path?.backend).service).name);
}

function release({ namespace, routing }: Way, tag: string): readonly Manifest[] {
  const environment = new Environment(new App({ onIssue: () => undefined }), 'prod', {
    ...tiers.prod,
    images: 'any',
    namespace,
    domain: `${namespace}.example`,
    routing,
    replicas: REPLICAS,
    monitoring: { namespace: 'monitoring', url: programs.prometheus },
    rollout: { canary: { judge: Duration.minutes(2), traffic: 'routes' } },
  });
  for (const name of NAMES) {
    const image = `registry.example.com/shop/${name}:${tag}`;
    new Microservice(environment, name, {
      image,
      ports: { http: 8080, metrics: 9100 },
      ingress: { host: `${name}.${namespace}.example` },
    });
  }
  return environment.node
    .findAll()
    .filter(ApiObject.isApiObject)
    .map((object) => object.toJson() as Manifest);
}

/** The versions of the pods that a Service leads to. */
function ledTo(service: string, namespace: string): readonly string[] {
  const [found] = objects('services', service, '--namespace', namespace);
  const selector = Object.entries(record(record(found?.spec).selector));
  const chosen = objects(
    ...['pods', '--namespace', namespace, '--selector', selector.map(([key, value]) => `${key}=${value}`).join(',')],
  ).map(({ metadata }) => text(record(metadata).name));
  return releases
    .get(namespace)!
    .pods()
    .filter(({ name }) => chosen.includes(name))
    .map(({ version }) => version)
    .sort();
}

function look(): void {
  const pods = [...releases.values()].flatMap((one) => one.pods());
  requests.to(pods);
  for (const { namespace, service } of pods) {
    const key = `${namespace}/${service}`;
    const count = pods.filter((pod) => pod.namespace === namespace && pod.service === service).length;
    most.set(key, Math.max(count, most.get(key) ?? 0));
  }
}

beforeAll(async () => {
  refuseTaken(Object.values(ways).map(({ namespace }) => namespace));
  createNamespaces([CONTROLLER_NAMESPACE, ...releases.keys()]);
  apply([await pluginSettings()]);
  requests = new Requests(behaviourOf);
  programs = await startPrograms(await requests.listen());
  for (const way of Object.values(ways)) apply(release(way, '1'));
  for (const one of releases.values()) {
    await one.until('every service is healthy', () => one.areHealthy(), 120_000);
    one.remember();
  }
  look();
  watching = setInterval(look, 2000);
  // Rates of the old pods, which the new ones are compared with.
  await sleep(10_000);
}, BUILD_MS);

afterAll(() => {
  clearInterval(watching);
  requests?.stop();
  programs?.stop();
  deleteNamespaces([CONTROLLER_NAMESPACE, ...releases.keys()]);
});

test.each(Object.entries(ways))('by %s, all requests go to the one version that there is', (_, way) => {
  for (const name of NAMES) {
    expect(way.weightsOf(name, way.namespace)).toEqual([100, 0]);
    expect(ledTo(`${name}-stable`, way.namespace)).toEqual(['1', '1', '1']);
  }
});

describe('a release', () => {
  beforeAll(async () => {
    for (const way of Object.values(ways)) apply(release(way, '2'));
    for (const way of Object.values(ways)) {
      const isTried = (): boolean => NAMES.every((name) => way.weightsOf(name, way.namespace)[1] > 0);
      await releases.get(way.namespace)!.until('the new version has requests', isTried, 60_000);
    }
  }, 150_000);

  describe.each(Object.entries(ways))('by %s', (_, way) => {
    const { namespace } = way;

    test('has a tenth of the requests, on one pod beside all the old ones', () => {
      for (const name of NAMES) {
        expect(way.weightsOf(name, namespace)).toEqual([90, 10]);
        expect(ledTo(`${name}-canary`, namespace)).toEqual(['2']);
        expect(ledTo(`${name}-stable`, namespace)).toEqual(['1', '1', '1']);
        expect(ledTo(name, namespace)).toEqual(['1', '1', '1', '2']);
      }
    });

    test('never has more of them when the same is applied again, and soon as many', async () => {
      apply(release(way, '2'));
      for (const name of NAMES) {
        expect(way.weightsOf(name, namespace)[1]).toBeLessThanOrEqual(10);
        expect(ledTo(`${name}-canary`, namespace)).toEqual(['2']);
      }
      const areBack = (): boolean => NAMES.every((name) => way.weightsOf(name, namespace)[1] === 10);
      await releases.get(namespace)!.until('it has a tenth again', areBack, 90_000);
    }, 120_000);
  });

  describe.each(Object.entries(ways))('by %s', (_, way) => {
    const { namespace } = way;
    const own = releases.get(namespace)!;

    test(
      'that answers well has all of them in the end, and the old pods go',
      async () => {
        await own.until('good is through', () => own.isThrough('good'), JUDGED_MS);
        await own.until('the old pods are gone', () => own.versionsOf('good').join() === '2,2,2', 60_000);
        expect(way.weightsOf('good', namespace)).toEqual([100, 0]);
        for (const name of ['good-stable', 'good-canary']) expect(ledTo(name, namespace)).toEqual(['2', '2', '2']);
      },
      JUDGED_MS + 90_000,
    );

    test('takes twice the pods for a moment, which the quota has room for', () => {
      expect(most.get(`${namespace}/good`)).toBe(2 * REPLICAS);
      expect(refusals(namespace)).toEqual([]);
    });

    test(
      'that fails is aborted, and the old version has all of them again',
      async () => {
        await own.until('failing is aborted', () => own.statusOf('failing').phase === 'Degraded', JUDGED_MS);
        await own.until('the new pod is gone', () => !own.versionsOf('failing').includes('2'), 60_000);
        expect(own.statusOf('failing')).toMatchObject({ abort: true, stableRS: own.old('failing') });
        expect(way.weightsOf('failing', namespace)).toEqual([100, 0]);
        for (const name of ['failing-stable', 'failing-canary']) {
          expect(ledTo(name, namespace)).toEqual(['1', '1', '1']);
        }
      },
      JUDGED_MS + 90_000,
    );
  });
});
