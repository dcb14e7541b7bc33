import type { Policy } from './policy';

/** What an environment sets for a service by name must meet a service of that name. */
export const knownServices: Policy = ({ environment, graph, path }) => {
  const names = graph.services.map(({ name }) => name);
  const known = names.map((name) => `'${name}'`).join(', ') || 'none';
  const unknown = (prop: string, entries: object = {}): readonly string[] =>
    Object.keys(entries).flatMap((name) => (names.includes(name) ? [] : [`${prop}.${name}`]));
  return [...unknown('services', environment.services), ...unknown('imagesLock', environment.imagesLock)].map(
    (name) => ({
      severity: 'error',
      rule: 'unknown-service',
      message: `${name} names no service of this environment: its services are ${known}`,
      path,
    }),
  );
};
