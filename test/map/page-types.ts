import { join } from 'node:path';
import ts from 'typescript';

const PAGE = join(__dirname, '../../lib/map/page');
/** The one name that the page takes from elsewhere: dagre's bundle declares it. */
const GLOBALS = join(PAGE, 'globals.d.ts');
const DECLARED = "declare const dagre: typeof import('@dagrejs/dagre');";

/** What the compiler says about the page's script, which is JavaScript with types in comments. */
export function pageTypeErrors(): string[] {
  const options: ts.CompilerOptions = {
    allowJs: true,
    checkJs: true,
    noEmit: true,
    strict: true,
    noUncheckedIndexedAccess: true,
    noUnusedLocals: true,
    skipLibCheck: true,
    types: ['node'],
    target: ts.ScriptTarget.ES2022,
    lib: ['lib.es2023.d.ts', 'lib.dom.d.ts', 'lib.dom.iterable.d.ts'],
    module: ts.ModuleKind.ESNext,
    moduleResolution: ts.ModuleResolutionKind.Bundler,
  };
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile, getSourceFile } = host;
  const program = ts.createProgram([join(PAGE, 'main.js'), GLOBALS], options, {
    ...host,
    fileExists: (path) => path === GLOBALS || fileExists(path),
    readFile: (path) => (path === GLOBALS ? DECLARED : readFile(path)),
    getSourceFile: (path, target, ...rest) =>
      path === GLOBALS ? ts.createSourceFile(path, DECLARED, target) : getSourceFile(path, target, ...rest),
  });
  return ts.getPreEmitDiagnostics(program).map(({ file, start = 0, messageText }) => {
    const line = file ? file.getLineAndCharacterOfPosition(start).line + 1 : 0;
    return `${file?.fileName.split('/').at(-1)}:${line} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
  });
}
