import { existsSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const NODE_MODULES = join(__dirname, '..', '..', 'node_modules');
const load = createRequire(__filename);

interface SchemaError {
  readonly instancePath: string;
  readonly message?: string;
  readonly params: { readonly allowedValues?: readonly unknown[] };
}

interface ModelClass {
  readonly apiVersion?: string;
  readonly prototype: { validate(): void };
}

/** One kind of object that a package of kubernetes-models describes. */
export interface Model {
  readonly kind: string;
  readonly declaration: string;
  readonly validate: (data: unknown) => readonly SchemaError[];
}

function packageFolders(): string[] {
  const scope = join(NODE_MODULES, '@kubernetes-models');
  return [join(NODE_MODULES, 'kubernetes-models'), ...readdirSync(scope).map((name) => join(scope, name))];
}

function validatorOf(model: ModelClass): Model['validate'] {
  return (data) => {
    try {
      // Not `new Model(data).validate()`: a field of the object named `validate` would hide the method.
      model.prototype.validate.call(data);
      return [];
    } catch (error) {
      if (error instanceof Object && 'errors' in error) {
        return error.errors as SchemaError[];
      }
      throw error;
    }
  };
}

function findModel(apiVersion: string, kind: string): Model | undefined {
  const stem = packageFolders()
    .map((folder) => join(folder, apiVersion, kind))
    .find((path) => existsSync(`${path}.d.ts`));
  if (stem === undefined) {
    return undefined;
  }
  // By file path, not by name: the packages' exports have no `require` condition.
  const model = (load(`${stem}.js`) as Readonly<Record<string, ModelClass>>)[kind];
  // The same folders hold the parts of objects, such as DeploymentSpec, whose classes carry no apiVersion.
  if (model?.apiVersion !== apiVersion) {
    return undefined;
  }
  return { kind, declaration: `${stem}.d.ts`, validate: validatorOf(model) };
}

const known = new Map<string, Model | undefined>();

export function modelOf(apiVersion: string, kind: string): Model | undefined {
  const key = `${apiVersion} ${kind}`;
  if (!known.has(key)) {
    known.set(key, findModel(apiVersion, kind));
  }
  return known.get(key);
}
