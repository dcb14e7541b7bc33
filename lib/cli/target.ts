import { unknown } from './failure';
import type { KubernetesObject } from './recording';
import { ownerOf, type Side } from './side';

/**
 * The path of the object that a person means by `Deployment/orders`: kinds in any case, and by the service's name where
 * the object's own is another, as that of a ConfigMap with a hash.
 */
export function objectNamed(side: Side, text: string): string {
  const { objects } = side;
  if (objects.has(text)) return text;
  const [kind = '', name = ''] = text.split('/');
  const ofKind = [...objects].filter(([, json]) => json.kind.toLowerCase() === kind.toLowerCase());
  if (ofKind.length === 0) {
    throw unknown('kind', kind, [...new Set([...objects.values()].map((json) => json.kind))].sort());
  }
  const byName = ofKind.find(([, json]) => json.metadata.name === name);
  const byOwner = ofKind.filter(([path]) => lastOf(ownerOf(path, side.inputs)) === name);
  const found = byName ?? byOwner[0];
  if (found && (byName || byOwner.length === 1)) return found[0];
  const known = byOwner.length > 1 ? byOwner : ofKind;
  throw unknown(
    ofKind[0]![1].kind,
    name,
    known.map(([, json]) => nameIn(json)),
  );
}

function nameIn({ metadata }: KubernetesObject): string {
  return metadata.name;
}

function lastOf(path: string): string {
  return path.split('/').at(-1)!;
}
