import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';

const LIBRARY = join(__dirname, '..', '..', 'lib', 'cli');

/** What a program loads must be JavaScript; the package has it built. */
export function compilePreload(): string {
  const out = mkdtempSync(join(tmpdir(), 'fairway-preload-'));
  for (const name of ['preload', 'record', 'encode']) {
    const text = readFileSync(join(LIBRARY, `${name}.ts`), 'utf8');
    const { outputText } = ts.transpileModule(text, {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
    });
    writeFileSync(join(out, `${name}.js`), outputText);
  }
  writeFileSync(join(out, 'package.json'), '{ "type": "commonjs" }');
  return join(out, 'preload');
}
