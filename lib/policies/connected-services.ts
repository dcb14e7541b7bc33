import type { Policy } from './policy';

/** A service that nobody can reach and that reaches nobody does nothing, or an edge is missing. */
export const connectedServices: Policy = ({ graph }) =>
  graph.services.flatMap(({ path, name, service: { ingress } }) => {
    const connected = ingress !== undefined || graph.edgesFrom(path).length > 0 || graph.edgesTo(path).length > 0;
    if (connected) return [];
    const message = `nobody can reach '${name}', and it reaches nobody: give it an ingress, name it in somebody's upstreams, or give it upstreams or topics`;
    return [{ severity: 'warning', rule: 'isolated-service', message, path }];
  });
