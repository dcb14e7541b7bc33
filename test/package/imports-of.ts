import ts from 'typescript';

/** One `import`, `export … from`, `import()` or `require()` of a file. */
export interface Import {
  readonly specifier: string;
  readonly line: number;
  readonly typeOnly: boolean;
}

export function parse(path: string, text: string): ts.SourceFile {
  return ts.createSourceFile(path, text, ts.ScriptTarget.ESNext, true, ts.ScriptKind.TS);
}

export function importsOf(file: ts.SourceFile): Import[] {
  const found: Import[] = [];
  visit(file, (node) => {
    const target = importTarget(node);
    if (target === undefined) return;
    found.push({ specifier: target.specifier, typeOnly: target.typeOnly, line: lineOf(file, node) });
  });
  return found;
}

/** Lines that read `process.env`, in any of its spellings. */
export function environmentReads(file: ts.SourceFile): number[] {
  const lines: number[] = [];
  visit(file, (node) => {
    if (readsEnvironment(node)) lines.push(lineOf(file, node));
  });
  return lines;
}

function visit(node: ts.Node, each: (node: ts.Node) => void): void {
  each(node);
  ts.forEachChild(node, (child) => visit(child, each));
}

function lineOf(file: ts.SourceFile, node: ts.Node): number {
  return file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
}

function importTarget(node: ts.Node): Omit<Import, 'line'> | undefined {
  if (ts.isImportDeclaration(node)) return target(node.moduleSpecifier, node.importClause?.isTypeOnly === true);
  if (ts.isExportDeclaration(node)) return target(node.moduleSpecifier, node.isTypeOnly);
  if (ts.isImportTypeNode(node))
    return target(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined, true);
  if (ts.isExternalModuleReference(node)) return target(node.expression, false);
  if (ts.isCallExpression(node) && /^(import|require)$/.test(node.expression.getText())) {
    return target(node.arguments[0], false);
  }
  return undefined;
}

function target(specifier: ts.Node | undefined, typeOnly: boolean): Omit<Import, 'line'> | undefined {
  return specifier && ts.isStringLiteralLike(specifier) ? { specifier: specifier.text, typeOnly } : undefined;
}

function readsEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return isProcess(node.expression) && node.name.text === 'env';
  if (ts.isElementAccessExpression(node)) return isProcess(node.expression);
  if (ts.isVariableDeclaration(node)) return ts.isObjectBindingPattern(node.name) && isProcess(node.initializer);
  return ts.isImportDeclaration(node) && /^['"](node:)?process['"]$/.test(node.moduleSpecifier.getText());
}

function isProcess(node: ts.Node | undefined): boolean {
  return node !== undefined && /^(globalThis\.)?process$/.test(node.getText());
}
