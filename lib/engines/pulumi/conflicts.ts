import { isDeepStrictEqual } from 'node:util';
import { hasToken } from '../../model/token';
import type { FieldTree, LiveObject } from './cluster';

type Fields = { readonly [field: string]: unknown };

/** A field that somebody else has set to something else than the program says. */
export interface Conflict {
  /** `spec.replicas`, `spec.template.spec.containers[name=web].image` */
  readonly field: string;
  readonly manager: string;
  readonly live: unknown;
  readonly wanted: unknown;
}

/** Pulumi's Kubernetes provider signs as `pulumi-kubernetes-…`. */
const OWN_MANAGER = /^pulumi-/;

/** The fields of an object that applying it would conflict on. */
export function conflictsOf(wanted: Fields, live: LiveObject): readonly Conflict[] {
  return (live.metadata.managedFields ?? [])
    .filter(({ manager, subresource }) => subresource !== 'status' && !OWN_MANAGER.test(manager))
    .flatMap(({ manager, fieldsV1 }) =>
      fieldsV1 ? differences(fieldsV1, { wanted, live }, '').map((one) => ({ manager, ...one })) : [],
    );
}

interface Sides {
  readonly wanted: unknown;
  readonly live: unknown;
}

type Difference = Omit<Conflict, 'manager'>;

/** Walks the tree of what somebody wrote, beside what the program says and what the server holds. */
function differences(tree: FieldTree, { wanted, live }: Sides, field: string): Difference[] {
  if (wanted === undefined) return [];
  const keys = Object.keys(tree).filter((key) => key !== '.');
  if (keys.length === 0) return leafDifference({ wanted, live }, field);
  return keys.flatMap((key) => {
    const [step, choose] = stepInto(key);
    return choose === undefined
      ? []
      : differences(
          tree[key]!,
          { wanted: choose(wanted), live: choose(live) },
          field + (field && !step.startsWith('[') ? '.' : '') + step,
        );
  });
}

function leafDifference({ wanted, live }: Sides, field: string): Difference[] {
  const late = hasToken(JSON.stringify(wanted));
  return late || isDeepStrictEqual(wanted, live) ? [] : [{ field, wanted, live }];
}

/** How a key of the tree reads, and what it leads to; values of a set (`v:…`) cannot conflict. */
function stepInto(key: string): readonly [string, ((value: unknown) => unknown)?] {
  const rest = key.slice(2);
  if (key.startsWith('f:')) return [rest, (value) => (value as Fields | undefined)?.[rest]];
  if (!key.startsWith('k:')) return [rest];
  const wanted = Object.entries(JSON.parse(rest) as Fields);
  const text = wanted.map(([name, value]) => `${name}=${String(value)}`).join(',');
  const matches = (item: Fields): boolean => wanted.every(([name, value]) => item[name] === value);
  return [`[${text}]`, (value) => (Array.isArray(value) ? value.find(matches) : undefined)];
}
