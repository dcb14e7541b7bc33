import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { pulumiPrograms } from '../../cluster/harness/programs';
import { pulumiEnvironment } from '../../cluster/harness/pulumi-tools';
import { kubectl } from '../../cluster/kubectl';
import { PulumiStack } from '../../cluster/pulumi';
import { PROBE } from '../node';
import { eventually } from '../pods';

const good = { FAIRWAY_IMAGE: PROBE };
const folder = mkdtempSync(join(tmpdir(), 'fairway-pulumi-'));
let stack: PulumiStack;

beforeAll(async () => {
  const programs = await pulumiPrograms();
  const path = [programs, process.env.PATH].filter((part) => part !== undefined).join(delimiter);
  stack = new PulumiStack('test/node/programs/image', 'image', { ...pulumiEnvironment(folder), PATH: path });
});

afterAll(() => {
  stack.destroy(good);
  stack.remove();
  rmSync(folder, { recursive: true });
});

function available(): string {
  return kubectl('get', 'deployment/web', '--namespace', 'image', '--output', 'jsonpath={.status.availableReplicas}');
}

test('pulumi up returns when the pods really answer', () => {
  stack.up(good);
  expect(available()).toBe('1');
});

test('an image that nobody has is told with its object and its reason, and the old pods go on', () => {
  const { status, stdout, stderr } = stack.failingUp({ FAIRWAY_IMAGE: 'fairway.test/nobody:1' });
  expect(status).not.toBe(0);
  expect(stdout + stderr).toMatch(/image\/web\/Deployment/);
  expect(stdout + stderr).toMatch(/fairway\.test\/nobody:1[\s\S]*not found/);
  expect(available()).toBe('1');
});

test('the next good up recovers', async () => {
  stack.up(good);
  expect(available()).toBe('1');
  const images = '{.items[*].spec.containers[*].image}';
  const running = (): string => kubectl('get', 'pods', '--namespace', 'image', '--output', `jsonpath=${images}`);
  expect(await eventually(PROBE, running)).toBe(PROBE);
});
