import { type Manifest, record, records } from '../../support/manifest';
import { changesOf, PulumiStack } from '../pulumi';
import { run } from '../run';
import type { Step } from '../step';

const first: Step = { system: 'shop', tag: 'v1', endpoint: 'one', level: 'info', secret: 'hunter2' };
const env = (step: Step): Readonly<Record<string, string>> => ({ FAIRWAY_STEP: JSON.stringify(step) });

let stack: PulumiStack;

beforeAll(() => {
  stack = new PulumiStack('test/cluster/programs/changing', 'changing');
});

afterAll(() => {
  stack.destroy(env(first));
  stack.remove();
});

function kubectl(...args: readonly string[]): string {
  return run('kubectl', ['--namespace', 'changing', ...args]).stdout;
}

function configMaps(): readonly string[] {
  return kubectl('get', 'configmap', '--selector', 'app.kubernetes.io/instance=web', '--output', 'name')
    .trim()
    .split('\n');
}

function webContainer(): Manifest {
  const deployment = JSON.parse(kubectl('get', 'deployment', 'web', '--output', 'json')) as Manifest;
  return records(record(record(record(deployment.spec).template).spec).containers)[0] ?? {};
}

test('the first up returns when the pods are there, and tells the addresses', () => {
  stack.up(env(first));
  expect(kubectl('get', 'deployment', 'web', '--output', 'jsonpath={.status.availableReplicas}')).toBe('2');
  expect(stack.output('namespace')).toBe('changing');
  expect(stack.output('addresses')).toEqual({ live: 'live.changing.svc:80', web: 'web.changing.svc:80' });
});

test('a late value stands in the ConfigMap, and its hash in the name', () => {
  const [name = ''] = configMaps();
  expect(name).toMatch(/^configmap\/web-config-[0-9a-f]{10}$/);
  expect(kubectl('get', name, '--output', 'jsonpath={.data.endpoint}')).toBe('db.one.example');
});

test('no secret is in clear in the state or in a preview', () => {
  const state = stack.export();
  expect(state).toContain('kubernetes:core/v1:Secret');
  for (const text of [
    state,
    stack.preview(env(first), ['--json']).stdout,
    stack.preview(env(first), ['--diff']).stdout,
  ]) {
    expect(text).not.toContain('hunter2');
    expect(text).not.toContain(Buffer.from('hunter2').toString('base64'));
  }
  const stored = kubectl('get', 'secret', 'web-secrets', '--output', 'jsonpath={.data.LATE}');
  expect(Buffer.from(stored, 'base64').toString()).toBe('late-hunter2');
});

test('a renamed system that names its former path is kept: updated, and nothing made anew', () => {
  const uids = (): string =>
    kubectl('get', 'deployment,service,secret', '--output', 'jsonpath={.items[*].metadata.uid}');
  const before = uids();
  const { created, replaced, deleted } = changesOf(stack.up(env({ ...first, system: 'store', formerly: 'shop' })));
  expect({ created, replaced, deleted }).toEqual({});
  expect(uids()).toBe(before);
  stack.up(env({ ...first, formerly: 'store' }));
});

test('a changed image changes exactly one Deployment', () => {
  const { unchanged: _unchanged, ...changed } = changesOf(stack.up(env({ ...first, tag: 'v2' })));
  expect(changed).toEqual({ updated: 1 });
  expect(webContainer().image).toBe('registry.example.com/web:v2');
});

test('a changed live configuration is updated in place, and no pod is rolled', () => {
  const { unchanged: _unchanged, ...changed } = changesOf(stack.up(env({ ...first, tag: 'v2', level: 'debug' })));
  expect(changed).toEqual({ updated: 1 });
});

test('a changed late value gives a new ConfigMap and keeps the old one for a rollback', () => {
  const before = configMaps();
  stack.up(env({ ...first, tag: 'v2', level: 'debug', endpoint: 'two' }));
  const after = configMaps();
  expect(after).toHaveLength(2);
  expect(after).toEqual(expect.arrayContaining([...before]));
  kubectl('rollout', 'undo', 'deployment/web');
  kubectl('rollout', 'status', 'deployment/web', '--timeout', '60s');
  expect(JSON.stringify(webContainer().envFrom)).toContain(before[0]!.replace('configmap/', ''));
});

test('a change made by hand is reported as drift, stops an up with its field, and is won back on request', () => {
  const step: Step = { ...first, tag: 'v2', level: 'debug', endpoint: 'two' };
  kubectl('scale', 'deployment/web', '--replicas', '4');
  expect(stack.refreshPreview(env(step)).stdout).toMatch(/replicas.*2 => 4/);
  const refused = stack.failingUp(env({ ...step, tag: 'v3' }));
  expect(refused.status).not.toBe(0);
  expect(refused.stdout + refused.stderr).toContain(
    "[changing/shop/web/Deployment] spec.replicas is 4, set by 'kubectl'; the program says 2",
  );
  expect(webContainer().image).toBe('registry.example.com/web:v2');
  stack.up(env({ ...step, tag: 'v3', takeOver: true }));
  expect(kubectl('get', 'deployment', 'web', '--output', 'jsonpath={.spec.replicas}')).toBe('2');
});

test('an up whose pods find no node says which object and why within its time, and the next good one recovers', () => {
  const step: Step = { ...first, tag: 'v4', level: 'debug', endpoint: 'two', takeOver: true };
  const failed = stack.failingUp(env({ ...step, nowhere: true }));
  expect(failed.status).not.toBe(0);
  expect(failed.stdout + failed.stderr).toMatch(/"changing\/web" failed to fully initialize/);
  expect(failed.stdout + failed.stderr).toMatch(
    /\[changing\/shop\/web\/Deployment\] not up yet: .*nodes are available/,
  );
  stack.up(env(step));
  expect(webContainer().image).toBe('registry.example.com/web:v4');
});

test('an up that the quota stops says which object and why within its time, and the next good one recovers', () => {
  const step: Step = { ...first, tag: 'v5', level: 'debug', endpoint: 'two', takeOver: true };
  const quota = (pods: string): string =>
    kubectl(
      'patch',
      'resourcequota',
      'services',
      '--type',
      'merge',
      '--patch',
      JSON.stringify({ spec: { hard: { pods } } }),
    );
  quota('0');
  const failed = stack.failingUp(env(step));
  expect(failed.status).not.toBe(0);
  expect(failed.stdout + failed.stderr).toMatch(/"changing\/web" failed to fully initialize/);
  expect(failed.stdout + failed.stderr).toMatch(/\[changing\/shop\/web\/Deployment\] not up yet: .*exceeded quota/);
  quota('20');
  stack.up(env({ ...step, tag: 'v6' }));
  expect(webContainer().image).toBe('registry.example.com/web:v6');
});
