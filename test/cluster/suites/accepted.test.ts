import { join } from 'node:path';
import { ApiObject } from 'cdk8s';
import { App } from 'cdk8s-fairway';
import { parseAllDocuments } from 'yaml';
import { type ExampleOutput, runExample } from '../../examples/run-example';
import { type Manifest, nameOf, record, text } from '../../support/manifest';
import { apply, createNamespaces, deleteNamespaces, kubectl, objects, refusals, refuseTaken } from '../kubectl';
import { autoscaled, settled, untilAvailable, untilScalersHaveSpoken } from '../rollouts';
import { inFolder, withFile } from '../run';
import { buildSystem } from '../systems';

const cases = ['go-microservice', 'shop', 'sock-shop'].flatMap((name) => {
  const output = runExample(name);
  return output.environments.map((environment): [string, string, ExampleOutput] => [name, environment, output]);
});

function namespacesOf(manifests: readonly Manifest[]): readonly string[] {
  return [...new Set(manifests.map(({ metadata }) => text(record(metadata).namespace)).filter(Boolean))];
}

function ownNamespace(manifests: readonly Manifest[]): string {
  return text(record(manifests.find(({ kind }) => kind === 'Namespace')?.metadata).name);
}

/** Labels that pods ask their nodes to have, like `shop.example/pool=staging`. */
function nodeLabels(manifests: readonly Manifest[]): readonly string[] {
  const selectors = manifests
    .filter(({ kind }) => kind === 'Deployment')
    .flatMap(({ spec }) => Object.entries(record(record(record(record(spec).template).spec).nodeSelector)));
  return [...new Set(selectors.map(([key, value]) => `${key}=${value}`))];
}

/**
 * The first time that an object is applied again, the server may write down a default that its definition has for the
 * status (a Gateway has one), which shows in the version alone.
 */
function withoutVersion(manifest: Manifest): Manifest {
  const { resourceVersion: _version, ...metadata } = record(manifest.metadata);
  return { ...manifest, metadata };
}

describe.each(cases)('%s, environment %s', (_name, environment, output) => {
  const manifests = output.objects(environment);
  const namespace = ownNamespace(manifests);
  const others = namespacesOf(manifests).filter((name) => name !== namespace);
  const labels = nodeLabels(manifests);
  const inCluster = (): readonly Manifest[] =>
    withFile(manifests, (file) => objects('--filename', file, '--show-managed-fields'));

  beforeAll(() => {
    refuseTaken([namespace, ...others]);
    createNamespaces(others);
    if (labels.length > 0) kubectl('label', 'node', '--all', ...labels);
  });

  afterAll(() => {
    deleteNamespaces([namespace, ...others]);
    const removals = labels.map((label) => `${label.split('=')[0]}-`);
    if (labels.length > 0) kubectl('label', 'node', '--all', ...removals);
  });

  test('the server takes every object as it stands', () => {
    const answer = apply(manifests, '--server-side');
    expect(answer).toHaveLength(manifests.length);
    expect(answer.filter((line) => !line.endsWith(' serverside-applied'))).toEqual([]);
  });

  test('every service becomes available under Pod Security restricted', async () => {
    await untilAvailable(namespace, autoscaled(manifests, 'minReplicas'));
    const [{ metadata } = {}] = objects('namespace', namespace);
    expect(record(record(metadata).labels)['pod-security.kubernetes.io/enforce']).toBe('restricted');
    expect(refusals(namespace)).toEqual([]);
  });

  test('applied again, nothing changes', async () => {
    await untilScalersHaveSpoken(namespace);
    const before = await settled(inCluster);
    apply(manifests, '--server-side');
    const again = inCluster();
    expect(again.map(withoutVersion)).toEqual(before.map(withoutVersion));
    apply(manifests, '--server-side');
    expect(inCluster()).toEqual(again);
  });

  test('the quota has room for every service at its largest, and for a rollout of all of them', async () => {
    const largest = autoscaled(manifests, 'maxReplicas');
    for (const [name, count] of largest) {
      kubectl('scale', `deployment/${name}`, '--namespace', namespace, '--replicas', String(count));
    }
    await untilAvailable(namespace, largest);
    expect(refusals(namespace)).toEqual([]);
    // Pods on their way out still count: the quota may hold a rollout up for a moment, and may not stop it.
    kubectl('rollout', 'restart', 'deployment', '--namespace', namespace);
    await untilAvailable(namespace, largest);
  });
});

test("kustomize makes of an environment's folder the objects that its files hold", () => {
  inFolder((outdir) => {
    const app = new App({ outdir, kustomization: true, onIssue: () => undefined });
    const environment = buildSystem('shop/prod', app);
    app.synth();
    const held = environment.node.findAll().filter(ApiObject.isApiObject);
    const made = parseAllDocuments(kubectl('kustomize', join(outdir, 'prod'))).map((document) => document.toJS());
    const byName = (manifests: readonly Manifest[]): unknown =>
      Object.fromEntries(manifests.map((manifest) => [nameOf(manifest), manifest]));
    expect(byName(made as Manifest[])).toEqual(byName(held.map((object) => object.toJson() as Manifest)));
  });
});
