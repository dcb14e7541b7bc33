import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Script } from 'node:vm';
import fc from 'fast-check';
import { embedded, mapPage, PAGE_FILES, pageScript } from '../../lib/map/html';
import { everything, mapOf, namedMap } from './maps';
import { pageTypeErrors } from './page-types';

const PAGE = join(__dirname, '../../lib/map/page');

function scriptsOf(page: string): readonly string[] {
  return [...page.matchAll(/<script>([\s\S]*?)<\/script>/g)].map(([, text = '']) => text);
}

describe('the page', () => {
  const page = mapPage([mapOf(everything())]);

  test('allows its own scripts and its own style by their hashes, and nothing else', () => {
    const policy = /http-equiv="Content-Security-Policy" content="([^"]+)"/.exec(page)?.[1] ?? '';
    const [, style = ''] = /<style>([\s\S]*?)<\/style>/.exec(page) ?? [];
    const hash = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
    expect(policy.split('; ')).toEqual([
      "default-src 'none'",
      `script-src ${scriptsOf(page).map(hash).join(' ')}`,
      `style-src ${hash(style)}`,
      'img-src data:',
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(scriptsOf(page)).toHaveLength(2);
  });

  test('names no other file and no host to load from', () => {
    expect([...page.matchAll(/\s(?:src|href)="([^"]*)"/g)].map(([, target]) => target)).toEqual([
      'data:,',
      '#edges-title',
    ]);
    expect(page).not.toMatch(/@import|url\(|sourceMappingURL/);
  });

  test('holds the licence of the library that it carries', () => {
    expect(page).toContain('Copyright (c) 2012-2014 Chris Pettitt');
  });

  test('has no style and no handler in an attribute, which its policy would refuse', () => {
    expect(page.replace(/<script[\s\S]*?<\/script>/g, '')).not.toMatch(/\s(style|on[a-z]+)=/);
  });

  test('is the same again', () => {
    expect(mapPage([mapOf(everything())])).toBe(page);
  });
});

describe('the data in the page', () => {
  test('cannot end the element that it stands in, whatever a name is', () => {
    const name = '</script><script>alert(1)</script><!--';
    const page = mapPage([namedMap('dev', [name])]);
    expect(page).not.toContain(name);
    expect(page.match(/<\/script>/g)).toHaveLength(3);
  });

  test('is read back as it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const json = embedded([text]);
        expect(json).not.toContain('<');
        expect(JSON.parse(json)).toEqual([text]);
      }),
    );
  });
});

describe("the page's script", () => {
  test('is all files of its folder, each after those that it imports', () => {
    const files = readdirSync(PAGE).filter((file) => file.endsWith('.js'));
    expect([...PAGE_FILES].map((file) => `${file}.js`).sort()).toEqual(files.sort());
    for (const [i, file] of PAGE_FILES.entries()) {
      const imports = [...textOf(file).matchAll(/^import [^;]+ from '\.\/(\w+)\.js';/gm)].map(([, name]) => name);
      expect(PAGE_FILES.slice(0, i)).toEqual(expect.arrayContaining(imports));
    }
  });

  test('has no name twice: its files become one scope', () => {
    const names = PAGE_FILES.flatMap((file) =>
      [...textOf(file).matchAll(/^(?:export )?(?:const|let|function) (\w+)/gm)].map(([, name]) => name),
    );
    expect(names).toEqual([...new Set(names)]);
  });

  test('is one script without modules', () => {
    expect(() => new Script(pageScript())).not.toThrow();
    expect(pageScript()).not.toMatch(/^(import|export) /m);
  });

  test('writes no HTML', () => {
    expect(pageScript()).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|\bFunction\(/);
  });

  test('keeps the limits of the house', () => {
    for (const file of PAGE_FILES) expect(textOf(file).split('\n').length).toBeLessThanOrEqual(250);
  });

  test('has the types that its comments say', () => {
    expect(pageTypeErrors()).toEqual([]);
  }, 30_000);
});

function textOf(file: string): string {
  return readFileSync(join(PAGE, `${file}.js`), 'utf8');
}
