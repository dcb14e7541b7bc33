import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runErrors, typeErrors } from './check-fences';
import { duplicates, fences } from './fences';

const ROOT = join(__dirname, '..', '..');
/** Generated: its blocks are signatures, not programs. */
const GENERATED = 'docs/api.md';

jest.setTimeout(120_000);

describe('the documents', () => {
  const guides = existsSync(join(ROOT, 'docs')) ? readdirSync(join(ROOT, 'docs')).map((name) => `docs/${name}`) : [];
  const documents = ['README.md', ...guides.filter((path) => path.endsWith('.md') && path !== GENERATED)];
  const blocks = documents
    .filter((path) => existsSync(join(ROOT, path)))
    .flatMap((path) => fences(path, readFileSync(join(ROOT, path), 'utf8')));

  test('have blocks with names of their own', () => {
    expect(duplicates(blocks)).toEqual([]);
  });

  test('have blocks that type-check', () => {
    expect(typeErrors(blocks)).toEqual([]);
  });

  test('have blocks that run', () => {
    expect(runErrors(blocks)).toEqual([]);
  });
});

describe('a document', () => {
  const markdown = [
    '# Guide',
    '```ts file=shop.ts',
    'export const port: number = 80;',
    '```',
    '1. In a list:',
    '   ```typescript file=main.ts run',
    "   import { port } from './shop';",
    '   if (port !== 80) {',
    '     process.exit(1);',
    '   }',
    '   ```',
    '```json',
    '{ "not": "ours" }',
    '```',
    '```ts',
    'const port = 1;',
    '```',
  ].join('\n');

  test('gives its blocks with name, line and text', () => {
    expect(fences('guide.md', markdown)).toEqual([
      { document: 'guide.md', line: 2, file: 'shop.ts', run: false, code: 'export const port: number = 80;\n' },
      {
        document: 'guide.md',
        line: 6,
        file: 'main.ts',
        run: true,
        code: "import { port } from './shop';\nif (port !== 80) {\n  process.exit(1);\n}\n",
      },
      { document: 'guide.md', line: 15, file: 'line-15.ts', run: false, code: 'const port = 1;\n' },
    ]);
  });

  test('passes when its blocks compile and run, together and alone', () => {
    const blocks = fences('guide.md', markdown);

    expect([...duplicates(blocks), ...typeErrors(blocks), ...runErrors(blocks)]).toEqual([]);
  });

  test('passes when its blocks use the library by its name', () => {
    const blocks = fences('guide.md', "```ts run\nimport { App } from 'cdk8s-fairway';\nnew App().synth();\n```\n");

    expect([...typeErrors(blocks), ...runErrors(blocks)]).toEqual([]);
  });

  test('fails with its name and line when a block does not compile', () => {
    const blocks = fences('guide.md', '\n```ts\n\nconst port: number = "80";\n```\n');

    expect(typeErrors(blocks)).toEqual(["guide.md:4 Type 'string' is not assignable to type 'number'."]);
  });

  test('fails with its name and line when a block does not run', () => {
    const blocks = fences('guide.md', '\n```ts run\nthrow new Error("no harbour");\n```\n');

    expect(runErrors(blocks)).toEqual([expect.stringMatching(/^guide\.md:2 exits with 1: [\s\S]*no harbour/)]);
  });

  test('fails when two blocks have one name', () => {
    const blocks = fences('guide.md', '```ts file=a.ts\n```\n```ts file=a.ts\n```\n');

    expect(duplicates(blocks)).toEqual(['guide.md:3 is a.ts again, after line 1']);
  });
});
