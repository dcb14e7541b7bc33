import { Chart } from 'cdk8s';
import type { Construct } from 'constructs';
import type { Environment } from './environment';
import { Manifest } from './manifest';
import { clusterOf } from './model/isolation';
import { MANAGED_BY } from './model/labels';
import { type AdmissionOptions, admissionBinding, admissionPolicy } from './policies/objects/admission';
import { type EnforcedRule, enforcedRules } from './policies/objects/enforced';
import { constraint, constraintTemplate } from './policies/objects/gatekeeper';

/** Where the rules on objects hold, and by whom. */
export interface AdmissionPoliciesProps {
  /** The environments whose namespaces are guarded: all of one cluster. Their waivers count here too. */
  readonly environments: readonly Environment[];
  /**
   * Who judges: the API server itself (Kubernetes 1.30), or Gatekeeper (3.19), which has to run in the cluster.
   * @default 'ValidatingAdmissionPolicy'
   */
  readonly engine?: 'ValidatingAdmissionPolicy' | 'Gatekeeper';
  /**
   * Whether an object that breaks a rule is refused, or only warned of.
   * @default 'deny'
   */
  readonly enforcement?: 'deny' | 'warn';
}

/** `own-namespace` is broken there, and nowhere else. */
const DEFAULT_NAMESPACE = 'default';

/**
 * The rules on objects at the API server, so that nobody gets around synth: a policy and its binding for each rule, of the
 * cluster, under the name of the construct. What the environments waive is left out until the next synth.
 */
export class AdmissionPolicies extends Chart {
  constructor(scope: Construct, id: string, props: AdmissionPoliciesProps) {
    super(scope, id);
    this.node.addValidation({ validate: () => problems(props) });
    const { environments } = props;
    for (const enforced of enforcedRules(environments.map(({ resolved }) => resolved))) {
      const namespaces = guarded(enforced, environments);
      if (namespaces.length > 0) this.enforce(enforced, namespaces, props);
    }
  }

  private enforce(enforced: EnforcedRule, namespaces: readonly string[], props: AdmissionPoliciesProps): void {
    const { engine = 'ValidatingAdmissionPolicy', enforcement = 'deny' } = props;
    const { name } = enforced.rule;
    const labels = { 'app.kubernetes.io/managed-by': MANAGED_BY };
    const options: AdmissionOptions = { name: `${this.node.id}-${name}`, labels, namespaces, enforcement };
    const [policy, binding] =
      engine === 'Gatekeeper'
        ? [constraintTemplate(enforced, options), constraint(enforced, options)]
        : [admissionPolicy(enforced, options), admissionBinding(options)];
    new Manifest(this, `Policy-${name}`, policy);
    new Manifest(this, `Binding-${name}`, binding);
  }
}

function guarded({ rule, exempted }: EnforcedRule, environments: readonly Environment[]): readonly string[] {
  if (rule.name === 'own-namespace') return [DEFAULT_NAMESPACE];
  const open = exempted.filter(({ object }) => object === undefined).map(({ namespace }) => namespace);
  return environments.map(({ resolved }) => resolved.namespace).filter((namespace) => !open.includes(namespace));
}

function problems({ environments }: AdmissionPoliciesProps): string[] {
  if (environments.length === 0) return ['guards no environment: name at least one in environments'];
  const clusters = new Set(environments.map(({ resolved }) => clusterOf(resolved)));
  if (clusters.size === 1) return [];
  const names = environments.map(({ node }) => `'${node.id}'`).join(', ');
  return [`guards ${names}, which are on ${clusters.size} clusters: make one for each cluster`];
}
