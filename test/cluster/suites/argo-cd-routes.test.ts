import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { ApiObject } from 'cdk8s';
import { App, Delivery, Environment, Microservice, tiers } from 'cdk8s-fairway';
import { type Manifest, record, records } from '../../support/manifest';
import { Applications } from '../argo-cd/applications';
import { defineArgoCd, installSettings } from '../argo-cd/definitions';
import { Operators } from '../argo-cd/operators';
import { type Programs, startPrograms } from '../argo-cd/programs';
import { Repository } from '../argo-cd/repository';
import { apply, createNamespaces, deleteNamespaces, kubectl, objects, refuseTaken } from '../kubectl';

const ARGO_CD = 'argocd';
const NAMESPACE = 'argo-routes';
const BUILD_MS = 3_600_000;
const HASH = 'rollouts-pod-template-hash';
const LABEL = 'rollouts.argoproj.io/gatewayapi-canary';
const WELL = { sync: 'Synced', health: 'Healthy', phase: 'Succeeded' } as const;
/** Longer than Argo CD takes to see a change and to heal it. */
const HEALED_MS = 15_000;

const folder = mkdtempSync(join(tmpdir(), 'fairway-git-'));
const git = new Repository(folder, ['main']);
const operators = new Operators([NAMESPACE]);
const applications = new Applications({
  namespace: ARGO_CD,
  meanwhile: () => operators.work(),
  logs: () => programs?.logs() ?? '',
});
let programs: Programs | undefined;
let undefine: (() => void) | undefined;

/** A dev environment that releases by routes, and what delivers it; the service's way in has a path. */
function delivered(path: string): { readonly argo: readonly Manifest[]; readonly files: Record<string, string> } {
  const app = new App({ onIssue: () => undefined });
  const environment = new Environment(app, 'dev', {
    ...tiers.dev,
    namespace: NAMESPACE,
    domain: 'shop.example',
    routing: {
      kind: 'shared-gateway',
      gateway: { name: 'edge', namespace: 'edge' },
      controller: { namespace: 'edge' },
    },
    monitoring: { namespace: 'monitoring' },
    rollout: { canary: { traffic: 'routes' } },
  });
  const image = 'registry.example.com/shop/web:1';
  new Microservice(environment, 'web', { image, ports: { http: 8080, metrics: 9100 }, ingress: { path } });
  const delivery = new Delivery(app, 'routes', { repository: git.url, environments: [{ environment }] });
  const manifests = (scope: Environment | Delivery): readonly Manifest[] =>
    scope.node
      .findAll()
      .filter(ApiObject.isApiObject)
      .map((object) => object.toJson() as Manifest);
  const content = manifests(environment).map((object) => JSON.stringify(object));
  return { argo: manifests(delivery), files: { 'dist/dev/all.yaml': content.join('\n---\n') } };
}

function live(kind: string, name: string): Manifest {
  return objects(kind, name, '--namespace', NAMESPACE)[0]!;
}

const rule = (): Manifest => records(record(live('httproute', 'web').spec).rules)[0]!;
const weights = (): readonly unknown[] => records(rule().backendRefs).map(({ weight }) => weight);
const path = (): unknown => record(record(records(rule().matches)[0]).path).value;

/** As Argo Rollouts and its plugin do in the middle of a release. */
function move(): void {
  for (const name of ['web-stable', 'web-canary']) {
    patch('service', name, { spec: { selector: { [HASH]: name } } });
  }
  const backendRefs = records(rule().backendRefs).map((ref, index) => ({ ...ref, weight: [90, 10][index] }));
  const rules = [{ ...rule(), backendRefs }];
  patch('httproute', 'web', { metadata: { labels: { [LABEL]: 'in-progress' } }, spec: { rules } });
}

function patch(kind: string, name: string, content: object): void {
  const what = ['--type=merge', `--patch=${JSON.stringify(content)}`, '--field-manager=rollouts'];
  kubectl('patch', kind, name, '--namespace', NAMESPACE, ...what);
}

beforeAll(async () => {
  refuseTaken([NAMESPACE]);
  undefine = await defineArgoCd();
  createNamespaces([ARGO_CD]);
  await installSettings(ARGO_CD);
  const { argo, files } = delivered('/');
  git.commit('main', 'what synth wrote', files);
  programs = await startPrograms(ARGO_CD);
  apply(argo, '--server-side');
  await applications.untilAt('routes-dev', git.revision('main'), WELL);
}, BUILD_MS);

afterAll(() => {
  programs?.stop();
  rmSync(folder, { recursive: true });
  deleteNamespaces([ARGO_CD, NAMESPACE]);
  undefine?.();
});

test('what Argo Rollouts moves in a release stays, and is no difference', async () => {
  move();
  applications.refresh('routes-dev');
  await sleep(HEALED_MS);
  expect(weights()).toEqual([90, 10]);
  for (const name of ['web-stable', 'web-canary']) {
    expect(record(live('service', name).spec).selector).toHaveProperty(HASH, name);
  }
  expect(applications.state('routes-dev')).toMatchObject({ sync: 'Synced' });
});

test('what somebody else changes is taken back all the same, and the selectors stay', async () => {
  patch('service', 'web-canary', { spec: { selector: { 'app.kubernetes.io/instance': 'other' } } });
  const isBack = (): boolean =>
    record(record(live('service', 'web-canary').spec).selector)['app.kubernetes.io/instance'] === 'web';
  await applications.until('routes-dev', 'the selector is as in Git', isBack);
  expect(record(live('service', 'web-canary').spec).selector).toHaveProperty(HASH, 'web-canary');
});

test('a change of the route comes from Git, in the middle of a release and after it', async () => {
  await applications.untilAt('routes-dev', git.commit('main', 'v1', delivered('/v1').files), WELL);
  expect(path()).toBe('/v1');
  expect(weights()[1]).toBeLessThanOrEqual(10);
  patch('httproute', 'web', { metadata: { labels: { [LABEL]: null } } });
  await applications.untilAt('routes-dev', git.commit('main', 'v2', delivered('/v2').files), WELL);
  expect([path(), weights()]).toEqual(['/v2', [100, 0]]);
});
