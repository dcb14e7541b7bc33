import type { Environment } from '../../environment';
import { movedFields } from '../../model/traffic';
import type { Json } from './objects';

/** What Argo Rollouts moves during a release: nobody has changed it against the program. */
export interface Moved {
  /** Whether the object has such a field: it must be taken back to be applied, and the controller moves it again. */
  readonly has: (object: Json) => boolean;
  /** The object without that field, as nothing in it can be a conflict. */
  readonly without: (object: Json) => Json;
}

export function movedByReleases({ graph }: Environment): Moved {
  const fields = new Map(movedFields(graph).map(({ kind, name, field }) => [`${kind} ${name}`, field]));
  const fieldOf = ({ kind, metadata }: Json): string | undefined =>
    fields.get(`${String(kind)} ${String((metadata as Json).name)}`);
  return {
    has: (object) => fieldOf(object) !== undefined,
    without: (object) => {
      const field = fieldOf(object);
      if (field === undefined) return object;
      const { [field]: _moved, ...spec } = object.spec as Json;
      return { ...object, spec };
    },
  };
}
