import type { IRole } from 'kubernetes-models/rbac.authorization.k8s.io/v1/Role';
import type { IRoleBinding } from 'kubernetes-models/rbac.authorization.k8s.io/v1/RoleBinding';
import type { IServiceAccount } from 'kubernetes-models/v1/ServiceAccount';
import type { ResolvedEnvironment } from '../../model/environment';
import type { ResolvedRollback, RollbackPart } from '../../model/rollback';
import type { Blueprint } from '../blueprint';
import { environmentLabels } from '../environment';
import { partName } from './pod';

type Rule = NonNullable<IRole['rules']>[number];

const RBAC = 'rbac.authorization.k8s.io';

/** Who each part is, and what it may ask of the API server: the event source nothing. */
export function access(
  environment: ResolvedEnvironment,
  { git }: ResolvedRollback,
  services: () => readonly string[],
): readonly Blueprint[] {
  return [
    serviceAccount(environment, 'eventsource', false),
    serviceAccount(environment, 'sensor', true),
    ...rights(environment, 'sensor', () => [{ apiGroups: ['batch'], resources: ['jobs'], verbs: ['create'] }]),
    serviceAccount(environment, 'job', false),
    ...(git ? [] : rights(environment, 'job', () => undoing(services()))),
  ];
}

/** Without a name a rule is for all: where there is no service, there is no rule. */
function undoing(services: readonly string[]): Rule[] {
  if (services.length === 0) return [];
  return [
    { apiGroups: ['apps'], resources: ['deployments'], resourceNames: [...services], verbs: ['get', 'patch'] },
    { apiGroups: ['apps'], resources: ['replicasets'], verbs: ['list'] },
  ];
}

function identity(
  environment: ResolvedEnvironment,
  part: RollbackPart,
): Pick<Blueprint, 'name' | 'namespace' | 'labels'> {
  return { name: partName(part), namespace: environment.namespace, labels: environmentLabels(environment) };
}

/** The controller's pods say nothing of their token, so that it is decided here. */
function serviceAccount(
  environment: ResolvedEnvironment,
  part: RollbackPart,
  automountServiceAccountToken: boolean,
): Blueprint<IServiceAccount> {
  const { imagePullSecrets } = environment;
  return {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    ...identity(environment, part),
    body: () => ({
      automountServiceAccountToken,
      ...(imagePullSecrets.length > 0 && { imagePullSecrets: imagePullSecrets.map((name) => ({ name })) }),
    }),
  };
}

function rights(
  environment: ResolvedEnvironment,
  part: RollbackPart,
  rules: () => Rule[],
): readonly [Blueprint<IRole>, Blueprint<IRoleBinding>] {
  const own = identity(environment, part);
  return [
    { apiVersion: `${RBAC}/v1`, kind: 'Role', ...own, body: () => ({ rules: rules() }) },
    {
      apiVersion: `${RBAC}/v1`,
      kind: 'RoleBinding',
      ...own,
      body: () => ({
        roleRef: { apiGroup: RBAC, kind: 'Role', name: own.name },
        subjects: [{ kind: 'ServiceAccount', name: own.name, namespace: environment.namespace }],
      }),
    },
  ];
}
