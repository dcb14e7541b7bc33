import type { Policy } from './policy';

/** No two services may ask for the same host and path: which one answers would be chance. */
export const uniqueRoutes: Policy = ({ graph }) => {
  const owners = new Map<string, string>();
  return graph.services.flatMap(({ path, service: { ingress } }) => {
    if (ingress === undefined) return [];
    const route = `${ingress.host}${ingress.path}`;
    const key = `${ingress.pathType} ${route}`;
    const owner = owners.get(key);
    if (owner === undefined) {
      owners.set(key, path);
      return [];
    }
    const message = `'${route}' is the ingress of ${owner} already: give one of the two another host or path`;
    return [{ severity: 'error', rule: 'route-collision', message, path }];
  });
};
