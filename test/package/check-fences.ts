import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import type { Fence } from './fences';

const ROOT = join(__dirname, '..', '..');
/** Exists in memory only; inside the repository, so that packages are found as from any of its files. */
const VIRTUAL = join(ROOT, '.documents');

/** What the compiler says about the blocks, under the repository's own options; one folder a document. */
export function typeErrors(blocks: readonly Fence[]): string[] {
  const files = new Map(blocks.map((block) => [join(VIRTUAL, block.document, block.file), block]));
  const program = ts.createProgram([...files.keys()], compilerOptions(), hostWith(files));
  return [...files].flatMap(([path, block]) => {
    const source = program.getSourceFile(path);
    const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
    return found.map((diagnostic) => describe(diagnostic, block));
  });
}

function compilerOptions(): ts.CompilerOptions {
  const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config.config, include: [], files: [] }, ts.sys, ROOT);
  return { ...options, moduleDetection: ts.ModuleDetectionKind.Force };
}

function hostWith(files: ReadonlyMap<string, Fence>): ts.CompilerHost {
  const host = ts.createCompilerHost(compilerOptions());
  const { fileExists, readFile, directoryExists, getSourceFile } = host;
  return {
    ...host,
    fileExists: (path) => files.has(path) || fileExists(path),
    readFile: (path) => files.get(path)?.code ?? readFile(path),
    directoryExists: (path) => path.startsWith(VIRTUAL) || (directoryExists?.(path) ?? true),
    getSourceFile: (path, options, ...rest) => {
      const code = files.get(path)?.code;
      return code === undefined ? getSourceFile(path, options, ...rest) : ts.createSourceFile(path, code, options);
    },
  };
}

function describe({ file, start, messageText }: ts.Diagnostic, block: Fence): string {
  const offset = file && start !== undefined ? file.getLineAndCharacterOfPosition(start).line : 0;
  return `${block.document}:${block.line + 1 + offset} ${ts.flattenDiagnosticMessageText(messageText, ' ')}`;
}

/** Runs the blocks marked `run`, each beside the other blocks of its document, and gives what failed. */
export function runErrors(blocks: readonly Fence[]): string[] {
  return blocks
    .filter((block) => block.run)
    .flatMap((block) => {
      const folder = mkdtempSync(join(tmpdir(), 'fairway-document-'));
      try {
        writeFolder(
          folder,
          blocks.filter((other) => other.document === block.document),
        );
        const tsx = join(ROOT, 'node_modules', 'tsx', 'dist', 'cli.mjs');
        const { status, stderr } = spawnSync(process.execPath, [tsx, block.file], { cwd: folder, encoding: 'utf8' });
        return status === 0 ? [] : [`${block.document}:${block.line} exits with ${status}: ${stderr.trim()}`];
      } finally {
        rmSync(folder, { recursive: true, force: true });
      }
    });
}

function writeFolder(folder: string, blocks: readonly Fence[]): void {
  for (const { file, code } of blocks) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    writeFileSync(join(folder, file), code);
  }
  const paths = { 'cdk8s-fairway': [join(ROOT, 'lib', 'index.ts')] };
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { target: 'es2022', paths } }));
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, type: 'commonjs' }));
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
}
