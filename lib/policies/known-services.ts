import type { Policy } from './policy';

/** What an environment sets for a service by name must meet a service of that name. */
export const knownServices: Policy = ({ environment, graph, path }) => {
  const names = graph.services.map(({ name }) => name);
  const known = names.map((name) => `'${name}'`).join(', ') || 'none';
  return Object.keys(environment.services)
    .filter((name) => !names.includes(name))
    .map((name) => ({
      severity: 'error',
      rule: 'unknown-service',
      message: `services.${name} names no service of this environment: its services are ${known}`,
      path,
    }));
};
