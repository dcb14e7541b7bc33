import { setTimeout as sleep } from 'node:timers/promises';
import { Testing } from 'cdk8s';
import { AdmissionPolicies, App, Environment, tiers } from 'cdk8s-fairway';
import { runExample } from '../../examples/run-example';
import { admittedRows, answered, expected, type Row } from '../../policies/objects/rows';
import { container } from '../../policies/objects/table';
import { type Manifest, record, records, text } from '../../support/manifest';
import { apply, createNamespaces, deleteNamespaces, kubectl, objects } from '../kubectl';
import { untilAvailable } from '../rollouts';
import { run, withFile } from '../run';

/** The namespaces of the table, one of which is that of the shop in prod; `default` is there. */
const TABLE = ['shop', 'default-shop'];
const PATIENCE_MS = 60_000;
const WAIVED = 'Deployment/cache';
const KUBERNETES = 'system:serviceaccount:kube-system:replicaset-controller';

const app = new App({ onIssue: () => undefined });
const waivers = [{ rule: 'probed', object: WAIVED, reason: 'a test', owner: 'testers', until: '9999-12-31' }];
const environments = TABLE.map((name) => new Environment(app, name, { ...tiers.staging, waivers }));
const policies = Testing.synth(new AdmissionPolicies(app, 'table', { environments })) as readonly Manifest[];
const [whole] = admittedRows as readonly [Row, ...Row[]];

beforeAll(async () => {
  createNamespaces(TABLE);
  for (const namespace of TABLE) {
    kubectl('wait', '--for=create', 'serviceaccount/default', '--namespace', namespace, '--timeout=60s');
  }
  apply(policies, '--server-side');
  await untilJudged();
}, 2 * PATIENCE_MS);

afterAll(() => {
  withFile(policies, (file) => kubectl('delete', '--ignore-not-found', '--filename', file));
  deleteNamespaces(TABLE);
});

/** What the server says against each object that it refuses, by the object's name; nothing is kept. */
function refused(manifests: readonly Manifest[], ...flags: readonly string[]): ReadonlyMap<string, string> {
  const { stderr } = withFile(manifests, (file) =>
    run('kubectl', ['create', '--dry-run=server', ...flags, '--filename', file], { mayFail: true }),
  );
  return new Map(
    stderr
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => [/ "([a-z0-9-]+)" is /.exec(line)?.[1] ?? line, line]),
  );
}

/** The server learns of each policy on its own. */
async function untilJudged(): Promise<void> {
  const rules = new Set(admittedRows.flatMap(({ breaks }) => breaks));
  const bad = admittedRows.filter(({ breaks }) => breaks.length === 1).map(({ object }) => object);
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(500)) {
    const told = [...refused(bad).values()].map((line) => /breaks '([a-z-]+)'/.exec(line)?.[1]);
    if (new Set(told).size >= rules.size) return;
    if (Date.now() > end) throw new Error(`the server judges only by ${[...new Set(told)].join(', ')}`);
  }
}

function deployment(name: string, change: object): Manifest {
  const { metadata, spec, ...rest } = whole.object;
  const template = record(record(spec).template);
  const containers = [{ ...container, ...change }];
  return {
    ...rest,
    metadata: { ...record(metadata), name },
    spec: { ...record(spec), template: { ...template, spec: { ...record(template.spec), containers } } },
  };
}

test('the API server refuses and accepts every row of the table as the library does', () => {
  const told = refused(admittedRows.map(({ object }) => object));
  const answers = answered(admittedRows, ({ name }) => (told.has(name) ? [told.get(name)!] : []));
  // It tells of the first policy alone that refuses an object.
  const one = Object.entries(expected(admittedRows)).map(([row, breaks]) => {
    const first = answers[row]?.find((rule) => breaks.includes(rule));
    return [row, breaks.length > 1 && first !== undefined ? [first] : breaks];
  });

  expect(answers).toEqual(Object.fromEntries(one));
});

test('it names the container that breaks a rule, and the fix', () => {
  const told = refused([deployment('moving', { image: 'orders:latest' })]);

  expect(told.get('moving')).toContain(
    "denied request: breaks 'pinned-image' in orders: name a tag other than latest, or a digest",
  );
});

test('it finds no fault in an expression', async () => {
  const judged = (): readonly Manifest[] =>
    objects('validatingadmissionpolicies').filter(({ metadata }) => text(record(metadata).name).startsWith('table-'));
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(500)) {
    if (judged().every(({ status }) => record(status).observedGeneration !== undefined)) break;
  }
  const found = judged().map(({ metadata, status }) => [
    record(metadata).name,
    record(status).observedGeneration,
    record(record(status).typeChecking).expressionWarnings ?? [],
  ]);

  expect(found).toEqual(found.map(([name]) => [name, 1, []]));
  expect(found).toHaveLength(policies.length / 2);
});

test('an object that is waived is accepted, and no other', () => {
  const silent = { readinessProbe: undefined };

  expect([...refused([deployment('cache', silent), deployment('other', silent)]).keys()]).toEqual(['other']);
});

test('Kubernetes brings the pods of what was accepted, and a change that breaks a rule is refused', async () => {
  apply([{ ...whole.object, spec: { ...record(whole.object.spec), replicas: 2 } }]);
  await untilAvailable('shop', new Map());
  const change = ['set', 'image', `deployment/${whole.name}`, 'orders=orders:latest', '--namespace', 'shop'];

  expect(run('kubectl', change, { mayFail: true }).stderr).toContain("breaks 'pinned-image'");
});

test.each([
  ['a controller of Kubernetes', KUBERNETES, []],
  ['a controller of somebody else', 'system:serviceaccount:argocd:argocd-application-controller', ['moving']],
  ['a service account of a namespace that is named alike', 'system:serviceaccount:kube-system-2:a', ['moving']],
  ['an administrator', 'alice', ['moving']],
])('%s is judged as it should be', (_what, user, names) => {
  const flags = ['--as', user, '--as-group', 'system:masters'];

  expect([...refused([deployment('moving', { image: 'orders:latest' })], ...flags).keys()]).toEqual(names);
});

test('what is being deleted can lose its finalizers although it breaks a rule', () => {
  const finalizers = ['fairway.test/held'];
  const held = deployment('held', { image: 'orders:latest' });
  const names = ['deployment/held', '--namespace', 'shop'];
  apply(
    [{ ...held, metadata: { ...record(held.metadata), finalizers } }],
    '--as',
    KUBERNETES,
    '--as-group',
    'system:masters',
  );
  kubectl('delete', ...names, '--wait=false');
  kubectl('patch', ...names, '--type=merge', '--patch', '{"metadata":{"finalizers":null}}');
  kubectl('wait', '--for=delete', ...names, '--timeout=60s');
});

test('it accepts everything that the shop has in prod', () => {
  const judged = policies
    .filter(({ kind }) => kind === 'ValidatingAdmissionPolicy')
    .flatMap(({ spec }) => records(record(record(spec).matchConstraints).resourceRules))
    .flatMap(({ resources }) => resources);
  const made = runExample('shop')
    .objects('prod')
    .filter(({ metadata }) => record(metadata).namespace === 'shop');

  expect(judged).toContain('deployments');
  expect(made.length).toBeGreaterThan(40);
  expect([...refused(made)]).toEqual([]);
});
