import { ApiObject } from 'cdk8s';
import { App } from 'cdk8s-fairway';
import { type Manifest, nameOf, record } from '../../support/manifest';
import { createNamespaces, deleteNamespaces } from '../kubectl';
import { changesOf, PulumiStack } from '../pulumi';
import { run, withFile } from '../run';
import { managedNames, serverObjects } from '../snapshot';
import { buildSystem } from '../systems';

/** Five to a stack. */
const RANDOM = [1, 6, 11, 16].map((seed) => Array.from({ length: 5 }, (_, index) => `random/${seed + index}`));
const groups: readonly (readonly [string, readonly string[]])[] = [
  ['the shop in all its environments', ['shop/dev', 'shop/staging', 'shop/prod']],
  ['the Sock Shop in all its environments', ['sock-shop/dev', 'sock-shop/staging']],
  ...RANDOM.map((systems) => [`the systems ${systems.join(', ')}`, systems] as const),
];

beforeAll(() => createNamespaces(['kafka']));

afterAll(() => deleteNamespaces(['kafka']));

/** What `cdk8s synth` writes, as data. */
function written(systems: readonly string[]): readonly Manifest[] {
  return systems.flatMap((system) => {
    const environment = buildSystem(system, new App({ onIssue: () => undefined }));
    return environment.node
      .findAll()
      .filter(ApiObject.isApiObject)
      .map((object) => object.toJson() as Manifest);
  });
}

function namespacesOf(objects: readonly Manifest[]): readonly string[] {
  return objects.filter(({ kind }) => kind === 'Namespace').map(({ metadata }) => String(record(metadata).name));
}

function kubectlApply(objects: readonly Manifest[]): void {
  withFile(objects, (file) => run('kubectl', ['apply', '--server-side', '--validate=strict', '--filename', file]));
}

function kubectlDelete(objects: readonly Manifest[]): void {
  withFile(objects, (file) => run('kubectl', ['delete', '--ignore-not-found', '--wait', '--filename', file]));
}

describe.each(groups)('%s', (_name, systems) => {
  const objects = written(systems);
  const namespaces = namespacesOf(objects);
  const kinds = [...new Set(objects.map(({ kind }) => String(kind)))].filter((kind) => kind !== 'Namespace');
  // The state is written once, at the end: a file as a whole at every step would take longer than all the rest.
  const env = { FAIRWAY_SYSTEMS: JSON.stringify(systems), PULUMI_SKIP_CHECKPOINTS: 'true' };
  const byPulumi = new Map<string, Manifest>();
  let namesByPulumi: readonly string[] = [];
  let stack: PulumiStack;

  beforeAll(() => {
    stack = new PulumiStack('test/cluster/programs/systems', `contract-${systems[0]!.replace('/', '-')}`, env);
  });

  afterAll(() => {
    stack.destroy();
    stack.remove();
    kubectlDelete(objects);
  });

  test('pulumi up gives the server every object', () => {
    const { created } = changesOf(stack.up());
    expect(created).toBeGreaterThan(objects.length);
    for (const [name, object] of serverObjects(objects)) byPulumi.set(name, object);
    namesByPulumi = managedNames([...namespaces, 'kafka'], kinds);
    expect(byPulumi.size).toBe(objects.length);
  });

  test('a second pulumi up changes nothing', () => {
    const { unchanged, ...changed } = changesOf(stack.up());
    expect(changed).toEqual({});
    expect(unchanged).toBeGreaterThan(objects.length);
  });

  test('pulumi destroy leaves nothing', () => {
    stack.destroy();
    expect(managedNames(['kafka'], ['KafkaTopic', 'KafkaUser'])).toEqual([]);
    const names = namespaces.map((namespace) => `namespace/${namespace}`);
    run('kubectl', ['wait', '--for', 'delete', '--timeout', '120s', ...names]);
  });

  test('kubectl apply of what synth writes gives the same objects with the same content', () => {
    kubectlApply(objects);
    const byKubectl = serverObjects(objects);
    expect([...byKubectl.keys()].sort()).toEqual([...byPulumi.keys()].sort());
    for (const [name, object] of byKubectl) expect({ name, object }).toEqual({ name, object: byPulumi.get(name) });
    expect(managedNames([...namespaces, 'kafka'], kinds)).toEqual(namesByPulumi);
    expect(objects.map(nameOf).sort()).toEqual([...byKubectl.keys()].sort());
  });
});
