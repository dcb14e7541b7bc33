import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { run } from '../../lib/cli/command-line';
import { compilePreload } from './preload';

const ROOT = join(__dirname, '..', '..');
const BLOCK = /^```console\n\$ npx cdk8s-fairway (.*)\n([\s\S]*?)^```$/gm;

jest.setTimeout(120_000);

describe('docs/cli.md', () => {
  const blocks = [...readFileSync(join(ROOT, 'docs', 'cli.md'), 'utf8').matchAll(BLOCK)];
  let preload: string;

  beforeAll(() => {
    preload = compilePreload();
  });

  afterAll(() => rmSync(join(preload, '..'), { recursive: true }));

  test.each(blocks.map(([, command = '', shown = '']) => [command, shown]))(
    'shows what comes of %s',
    (command, shown) => {
      let out = '';
      run(command.split(' '), {
        folder: ROOT,
        env: process.env,
        preload,
        today: '2026-01-01',
        write: (text) => {
          out += text;
        },
        complain: fail,
      });

      // A line with three dots stands for any lines.
      const parts = shown.split(/^…\n/m);
      expect(parts.every((part) => part.length > 0) || parts.length > 1).toBe(true);
      let rest = out;
      for (const part of parts) {
        expect(rest).toContain(part);
        rest = rest.slice(rest.indexOf(part) + part.length);
      }
      if (parts.length === 1) expect(out).toBe(shown);
    },
  );

  test('has commands', () => {
    expect(blocks.length).toBeGreaterThan(3);
  });
});

function fail(text: string): never {
  throw new Error(text);
}
