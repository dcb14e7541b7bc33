import type { Blueprint } from '../../resources/blueprint';
import type { AdmissionOptions } from './admission';
import { admittedKinds, apiResource } from './api-resources';
import type { EnforcedRule } from './enforced';
import { regoOf } from './rego';

/** Gatekeeper's own types are not published as a package; the fields that are used, by its documentation. */
interface ConstraintTemplate {
  readonly apiVersion: 'templates.gatekeeper.sh/v1';
  readonly kind: 'ConstraintTemplate';
  readonly spec: {
    readonly crd: { readonly spec: { readonly names: { readonly kind: string } } };
    readonly targets: readonly {
      readonly target: 'admission.k8s.gatekeeper.sh';
      readonly code: readonly {
        readonly engine: 'Rego';
        readonly source: { readonly version: 'v1'; readonly rego: string };
      }[];
    }[];
  };
}

interface Constraint {
  readonly apiVersion: 'constraints.gatekeeper.sh/v1beta1';
  readonly kind: string;
  readonly spec: {
    readonly enforcementAction: 'deny' | 'warn';
    readonly match: {
      readonly kinds: readonly { readonly apiGroups: readonly string[]; readonly kinds: readonly string[] }[];
      readonly namespaces: readonly string[];
    };
  };
}

/** Gatekeeper hands over the whole request; what Kubernetes' own controllers write was judged where it was asked for. */
const ADAPTER = `package fairway

subject := input.review.object

username := object.get(input.review, ["userInfo", "username"], "")

by_kubernetes if {
	startswith(username, "system:")
	not startswith(username, "system:serviceaccount:")
}

by_kubernetes if startswith(username, "system:serviceaccount:kube-system:")

violation contains {"msg": msg} if {
	not by_kubernetes
	object.get(subject, ["metadata", "deletionTimestamp"], null) == null
	some msg in broken
}
`;

export function constraintTemplate(
  enforced: EnforcedRule,
  { name, labels }: AdmissionOptions,
): Blueprint<ConstraintTemplate> {
  return {
    apiVersion: 'templates.gatekeeper.sh/v1',
    kind: 'ConstraintTemplate',
    // Gatekeeper wants the kind in lower case here.
    name: constraintKind(name).toLowerCase(),
    namespace: undefined,
    labels,
    body: () => ({
      spec: {
        crd: { spec: { names: { kind: constraintKind(name) } } },
        targets: [
          {
            target: 'admission.k8s.gatekeeper.sh',
            code: [{ engine: 'Rego', source: { version: 'v1', rego: `${ADAPTER}${regoOf([enforced])}` } }],
          },
        ],
      },
    }),
  };
}

export function constraint(
  { rule }: EnforcedRule,
  { name, labels, namespaces, enforcement }: AdmissionOptions,
): Blueprint<Constraint> {
  return {
    apiVersion: 'constraints.gatekeeper.sh/v1beta1',
    kind: constraintKind(name),
    name,
    namespace: undefined,
    labels,
    body: () => ({
      spec: {
        enforcementAction: enforcement,
        match: {
          kinds: admittedKinds(rule).map((kind) => ({ apiGroups: [apiResource(kind).apiGroup], kinds: [kind] })),
          namespaces,
        },
      },
    }),
  };
}

/** `shop-pinned-image` is `ShopPinnedImage`. */
function constraintKind(name: string): string {
  return name.replace(/(^|[^A-Za-z0-9]+)([A-Za-z0-9])/g, (_all, _gap, letter: string) => letter.toUpperCase());
}
