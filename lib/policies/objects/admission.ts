import type { IValidatingAdmissionPolicy } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicy';
import type { IValidatingAdmissionPolicyBinding } from 'kubernetes-models/admissionregistration.k8s.io/v1/ValidatingAdmissionPolicyBinding';
import { groupBy } from '../../model/group';
import type { Labels } from '../../model/labels';
import type { Blueprint } from '../../resources/blueprint';
import { admittedKinds, apiResource } from './api-resources';
import { celOf } from './cel';
import type { EnforcedRule, Exempted } from './enforced';

/** How a rule is written for admission. */
export interface AdmissionOptions {
  readonly name: string;
  readonly labels: Labels;
  readonly namespaces: readonly string[];
  readonly enforcement: 'deny' | 'warn';
}

type MatchCondition = { readonly name: string; readonly expression: string };

/**
 * Kubernetes' own controllers write what an object asks for that was judged itself. And who is being deleted must be able
 * to lose its finalizers.
 */
const UNJUDGED: readonly MatchCondition[] = [
  {
    name: 'not-by-kubernetes-itself',
    expression:
      '!request.userInfo.username.startsWith("system:") || request.userInfo.username.startsWith("system:serviceaccount:") && !request.userInfo.username.startsWith("system:serviceaccount:kube-system:")',
  },
  { name: 'not-being-deleted', expression: '!has(object.metadata.deletionTimestamp)' },
];

export function admissionPolicy(
  { rule, exempted }: EnforcedRule,
  { name, labels }: AdmissionOptions,
): Blueprint<IValidatingAdmissionPolicy> {
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicy',
    name,
    namespace: undefined,
    labels,
    body: () => {
      const { variables, ...validation } = celOf(rule);
      return {
        spec: {
          failurePolicy: 'Fail',
          matchConstraints: { resourceRules: resourceRules(admittedKinds(rule)) },
          matchConditions: [...UNJUDGED, ...exempted.filter(isOfObject).map(exception)],
          variables: [...variables],
          validations: [{ ...validation, message: `breaks '${rule.name}': ${rule.fix}`, reason: 'Invalid' }],
        },
      };
    },
  };
}

export function admissionBinding({
  name,
  labels,
  namespaces,
  enforcement,
}: AdmissionOptions): Blueprint<IValidatingAdmissionPolicyBinding> {
  const key = 'kubernetes.io/metadata.name';
  return {
    apiVersion: 'admissionregistration.k8s.io/v1',
    kind: 'ValidatingAdmissionPolicyBinding',
    name,
    namespace: undefined,
    labels,
    body: () => ({
      spec: {
        policyName: name,
        validationActions: [enforcement === 'deny' ? 'Deny' : 'Warn'],
        matchResources: {
          namespaceSelector: { matchExpressions: [{ key, operator: 'In', values: [...namespaces] }] },
        },
      },
    }),
  };
}

function resourceRules(kinds: readonly string[]): object[] {
  return [...groupBy(kinds.map(apiResource), ({ apiGroup }) => apiGroup)].map(([apiGroup, found]) => ({
    apiGroups: [apiGroup],
    apiVersions: ['*'],
    operations: ['CREATE', 'UPDATE'],
    resources: found.map(({ resource }) => resource),
  }));
}

function isOfObject(one: Exempted): one is Exempted & { readonly object: string } {
  return one.object !== undefined;
}

function exception({ namespace, object }: Exempted & { readonly object: string }, index: number): MatchCondition {
  const [kind = '', name = ''] = object.split('/');
  const is = `request.namespace == ${JSON.stringify(namespace)} && object.kind == ${JSON.stringify(kind)} && object.metadata.name == ${JSON.stringify(name)}`;
  return { name: `waiver-${index + 1}`, expression: `!(${is})` };
}
