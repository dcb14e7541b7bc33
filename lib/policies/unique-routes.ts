import type { Policy } from './policy';

/**
 * No two services may ask for the same host and path: which one answers would be chance. A prefix is the same with a
 * slash at its end.
 */
export const uniqueRoutes: Policy = ({ graph }) => {
  const owners = new Map<string, string>();
  return graph.services.flatMap(({ path, service: { ingress } }) => {
    if (ingress === undefined) return [];
    const { host, path: prefix, pathType } = ingress;
    const route = `${host}${pathType === 'Prefix' ? prefix.replace(/(.)\/+$/, '$1') : prefix}`;
    const key = `${pathType} ${route}`;
    const owner = owners.get(key);
    if (owner === undefined) {
      owners.set(key, path);
      return [];
    }
    const message = `'${route}' is the ingress of ${owner} already: give one of the two another host or path`;
    return [{ severity: 'error', rule: 'route-collision', message, path }];
  });
};
