import { isRecord, type Manifest, nameOf, text } from './manifest';
import { type Model, modelOf } from './models';
import { type Shape, shapesOf } from './shapes';

function pointer(path: string, key: string | number): string {
  return `${path}/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

/** The shapes a part of a value may have; undefined when its name is in none of them. */
function partShapes(shapes: readonly Shape[], pick: (shape: Shape) => Shape[] | undefined): Shape[] | undefined {
  const picked = shapes.map(pick).filter((found) => found !== undefined);
  return picked.length === 0 ? undefined : picked.flat();
}

function unknownItems(items: readonly unknown[], shapes: readonly Shape[], path: string): string[] {
  const itemShapes = partShapes(shapes, (shape) => shape.items()) ?? [];
  return items.flatMap((item, position) => unknownParts(item, itemShapes, pointer(path, position)));
}

function unknownParts(value: unknown, shapes: readonly Shape[], path: string): string[] {
  // Without a shape the declared type is a primitive, and the validator reports the wrong type.
  if (shapes.length === 0 || shapes.some((shape) => shape.open)) {
    return [];
  }
  if (Array.isArray(value)) {
    return unknownItems(value, shapes, path);
  }
  const fields = isRecord(value) ? Object.entries(value).filter(([, field]) => field !== undefined) : [];
  return fields.flatMap(([key, field]) => {
    const fieldShapes = partShapes(shapes, (shape) => shape.field(key));
    const at = pointer(path, key);
    return fieldShapes === undefined ? [at] : unknownParts(field, fieldShapes, at);
  });
}

function nullParts(value: unknown, path: string): string[] {
  if (value === null) {
    return [path];
  }
  return typeof value === 'object'
    ? Object.entries(value).flatMap(([key, part]) => nullParts(part, pointer(path, key)))
    : [];
}

function invalidParts(manifest: Manifest, model: Model): string[] {
  return model.validate(manifest).map(({ instancePath, message, params }) => {
    const allowed = params.allowedValues === undefined ? '' : `: ${params.allowedValues.join(', ')}`;
    return `${instancePath || '/'} ${message}${allowed}`;
  });
}

function modelFor(manifest: Manifest): Model | undefined {
  return modelOf(text(manifest.apiVersion), text(manifest.kind));
}

/** JSON pointers of the fields that the object's published type does not have; all of them for an unknown kind. */
export function unknownFields(manifest: Manifest): string[] {
  const model = modelFor(manifest);
  return model === undefined
    ? Object.keys(manifest).map((key) => pointer('', key))
    : unknownParts(manifest, shapesOf(model), '');
}

/** Everything the published schema of the object's kind has against it; empty when it is valid. */
export function schemaProblems(manifest: Manifest): string[] {
  const model = modelFor(manifest);
  if (model === undefined) {
    return [`no schema for ${text(manifest.apiVersion) || '(no apiVersion)'} ${nameOf(manifest) || '(no kind)'}`];
  }
  const problems = [
    ...invalidParts(manifest, model),
    ...unknownFields(manifest).map((path) => `${path} is not a known field`),
    // The validators take null for any optional field, where it says no more than leaving the field out.
    ...nullParts(manifest, '').map((path) => `${path} is null`),
  ];
  return [...new Set(problems)].map((problem) => `${nameOf(manifest)}: ${problem}`);
}
