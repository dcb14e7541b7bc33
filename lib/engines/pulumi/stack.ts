import { getStack } from '@pulumi/pulumi';

/**
 * The environment that the stack is named after: a stack is the running copy of one environment.
 *
 * @throws when there is no environment of the stack's name, with the names that there are
 */
export function stackEnvironment<T>(environments: Readonly<Record<string, T>>): {
  readonly name: string;
  readonly props: T;
} {
  const name = getStack();
  if (Object.hasOwn(environments, name)) return { name, props: environments[name]! };
  const known = Object.keys(environments).join(', ');
  throw new Error(
    `stack '${name}' is no environment of this program: its environments are ${known}; choose one by \`pulumi stack select\``,
  );
}
