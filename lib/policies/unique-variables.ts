import { derivedVariables } from '../model/addresses';
import type { ServiceNode } from '../model/graph';
import type { Issue } from '../model/issue';
import type { Policy, Subject } from './policy';

/** No variable of a service may be set twice, by edges, configuration or secrets: one of the values would be lost. */
export const uniqueVariables: Policy = (subject) =>
  subject.graph.services.flatMap((node) => collisions(variablesOf(node, subject), node.path));

interface Variable {
  readonly name: string;
  readonly because: string;
}

function variablesOf(node: ServiceNode, { graph, environment }: Subject): readonly Variable[] {
  const { config, secrets } = node.service;
  const named = (names: readonly string[], because: string): Variable[] => names.map((name) => ({ name, because }));
  const secretNames = [...secrets.store, ...secrets.existing, ...secrets.literals].map(({ name }) => name);
  return [
    ...derivedVariables(node, graph, environment.kafka),
    ...(config.as === 'env'
      ? named(
          config.entries.map(({ key }) => key),
          'it is a config key',
        )
      : []),
    ...(secrets.as === 'env' ? named(secretNames, 'it is a secret') : []),
  ];
}

function collisions(variables: readonly Variable[], path: string): readonly Issue[] {
  const reasons = new Map<string, string>();
  return variables.flatMap(({ name, because }) => {
    const first = reasons.get(name);
    if (first === undefined) {
      reasons.set(name, because);
      return [];
    }
    const message = `variable '${name}' is set twice: ${first}, and ${because}; rename one of them`;
    return [{ severity: 'error' as const, rule: 'variable-collision', message, path }];
  });
}
