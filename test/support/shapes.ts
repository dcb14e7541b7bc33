import ts from 'typescript';
import type { Model } from './models';

/** The fields that one declared type allows. */
export interface Shape {
  /** Declared without any field (`{}`, `any`): takes whatever it is given. */
  readonly open: boolean;
  readonly field: (name: string) => Shape[] | undefined;
  readonly items: () => Shape[] | undefined;
}

const OPTIONS: ts.CompilerOptions = {
  lib: ['lib.es5.d.ts'],
  module: ts.ModuleKind.ESNext,
  moduleResolution: ts.ModuleResolutionKind.Bundler,
  // Off on purpose: with it every optional field becomes a union with undefined.
  strict: false,
  target: ts.ScriptTarget.ES5,
  types: [],
};

const MUST_RESOLVE = /^(\.|@kubernetes-models\/(?!validate))/;

function resolve(
  specifier: string,
  from: string,
  cache: ts.ModuleResolutionCache,
): ts.ResolvedModuleWithFailedLookupLocations {
  if (!MUST_RESOLVE.test(specifier)) {
    return { resolvedModule: undefined };
  }
  const found = ts.resolveModuleName(specifier, from, OPTIONS, ts.sys, cache);
  if (found.resolvedModule === undefined) {
    // Would otherwise read as `any`, and every field below it as known.
    throw new Error(`cannot find ${specifier}, imported by ${from}`);
  }
  return found;
}

function sharedHost(): ts.CompilerHost {
  const host = ts.createCompilerHost(OPTIONS);
  const cache = ts.createModuleResolutionCache(host.getCurrentDirectory(), (name) => name, OPTIONS);
  const parsed = new Map<string, ts.SourceFile | undefined>();
  return {
    ...host,
    getSourceFile: (name, target) => {
      if (!parsed.has(name)) {
        parsed.set(name, host.getSourceFile(name, target));
      }
      return parsed.get(name);
    },
    resolveModuleNameLiterals: (literals, from) => literals.map((literal) => resolve(literal.text, from, cache)),
  };
}

class Shapes {
  private readonly shapes = new Map<ts.Type, Shape>();

  constructor(private readonly checker: ts.TypeChecker) {}

  /** A union gives the shape of each member; its primitive members have none. */
  of(type: ts.Type): Shape[] {
    if (type.isUnion()) {
      return type.types.flatMap((member) => this.of(member));
    }
    const structured = ts.TypeFlags.Any | ts.TypeFlags.Unknown | ts.TypeFlags.Object | ts.TypeFlags.Intersection;
    return (type.flags & structured) === 0 ? [] : [this.shape(type)];
  }

  private shape(type: ts.Type): Shape {
    const shape = this.shapes.get(type) ?? (this.checker.isArrayType(type) ? this.list(type) : this.object(type));
    this.shapes.set(type, shape);
    return shape;
  }

  private list(type: ts.Type): Shape {
    const item = this.checker.getTypeArguments(type as ts.TypeReference)[0];
    return { open: false, field: () => undefined, items: () => (item === undefined ? undefined : this.of(item)) };
  }

  private object(type: ts.Type): Shape {
    // Not getPropertyOfType: it also finds what every object inherits, such as toString.
    const fields = new Map(this.checker.getPropertiesOfType(type).map((field) => [field.name, field]));
    const index = this.checker.getIndexTypeOfType(type, ts.IndexKind.String);
    const field = (name: string): Shape[] | undefined => {
      const symbol = fields.get(name);
      const child = symbol === undefined ? index : this.checker.getTypeOfSymbol(symbol);
      return child === undefined ? undefined : this.of(child);
    };
    return { open: fields.size === 0 && index === undefined, field, items: () => undefined };
  }
}

let host: ts.CompilerHost | undefined;
const known = new Map<string, Shape[]>();

function declaredShapes(model: Model): Shape[] {
  host ??= sharedHost();
  const program = ts.createProgram([model.declaration], OPTIONS, host);
  const checker = program.getTypeChecker();
  const file = program.getSourceFile(model.declaration);
  const module = file && checker.getSymbolAtLocation(file);
  const declared = module?.exports?.get(ts.escapeLeadingUnderscores(`I${model.kind}`));
  if (declared === undefined) {
    throw new Error(`no interface I${model.kind} in ${model.declaration}`);
  }
  return new Shapes(checker).of(checker.getDeclaredTypeOfSymbol(declared));
}

export function shapesOf(model: Model): Shape[] {
  const shapes = known.get(model.declaration) ?? declaredShapes(model);
  known.set(model.declaration, shapes);
  return shapes;
}
