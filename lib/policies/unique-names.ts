import type { Policy } from './policy';

/** No two objects of a kind may have one name in one namespace: the second would overwrite the first. */
export const uniqueNames: Policy = ({ objects }) => {
  const owners = new Map<string, string>();
  return objects.flatMap(({ apiVersion, kind, namespace, name, path }) => {
    const key = `${apiVersion}/${kind}/${namespace}/${name}`;
    const owner = owners.get(key);
    if (owner === undefined) {
      owners.set(key, path);
      return [];
    }
    const where = namespace === '' ? 'the cluster' : `namespace '${namespace}'`;
    const message = `${kind} '${name}' stands in ${where} already, made by ${owner}: rename one of the two`;
    return [{ severity: 'error', rule: 'name-collision', message, path }];
  });
};
