import type { Finding } from './findings';

/** A finding that stands: which, where, and why it is right so. */
export interface Entry extends Pick<Finding, 'grader' | 'check'> {
  /** Environments of the examples, like `shop/prod`. */
  readonly environments: readonly string[];
  /** Objects, without their namespace; left out: whichever. */
  readonly objects?: readonly string[];
  readonly reason: string;
}

const ALL = ['shop/staging', 'shop/prod', 'sock-shop/staging'];
const SOCK_SHOP = ['sock-shop/staging'];
const STORES = ['carts-db', 'catalogue-db', 'orders-db', 'rabbitmq', 'session-db', 'user-db'];
const PORT_80 = ['carts', 'catalogue', 'orders', 'payment', 'queue-master', 'shipping', 'user'];
const deployments = (names: readonly string[]): readonly string[] => names.map((name) => `Deployment ${name}`);

/** Every finding of the graders that is not mended; one that no grader has any more must go from here. */
export const ledger: readonly Entry[] = [
  {
    grader: 'kube-score',
    check: 'networkpolicy-targets-pod',
    environments: ALL,
    objects: ['NetworkPolicy acme-http01-solver'],
    reason:
      'it lets the ingress controller reach the pods that cert-manager starts for a moment to prove a host; they are in no file, and a grader sees files alone',
  },
  {
    grader: 'checkov',
    check: 'CKV_K8S_43',
    environments: ALL,
    reason:
      'the examples name their images by tag, under a rule that only lets fixed tags in (`release-v*`, `stable-*`); an image may be given by digest, and the rule takes it',
  },
  {
    grader: 'kube-score',
    check: 'container-security-context-user-group-id',
    environments: SOCK_SHOP,
    objects: deployments(STORES),
    reason: 'images of others that own their data as user 999; that they run as another was not tried',
  },
  {
    grader: 'checkov',
    check: 'CKV_K8S_40',
    environments: SOCK_SHOP,
    objects: deployments(STORES),
    reason: 'the same user 999',
  },
  {
    grader: 'kube-score',
    check: 'deployment-replicas',
    environments: SOCK_SHOP,
    objects: deployments(STORES),
    reason: 'a second replica of these would be a second, empty store: replication is not in the original',
  },
  {
    grader: 'checkov',
    check: 'CKV_K8S_8',
    environments: SOCK_SHOP,
    objects: deployments([...STORES, 'carts', 'orders', 'queue-master', 'shipping']),
    reason:
      'what these answer to says no more than that the port is open, or asks the database: a restart would mend nothing and lose what is in memory',
  },
  {
    grader: 'checkov',
    check: 'CKV_K8S_25',
    environments: SOCK_SHOP,
    objects: deployments(PORT_80),
    reason: 'the programs listen on port 80, which takes NET_BIND_SERVICE, the one capability that `restricted` allows',
  },
  {
    grader: 'checkov',
    check: 'CKV_K8S_35',
    environments: SOCK_SHOP,
    objects: deployments(['catalogue-db']),
    reason: 'the image takes its password from the environment alone',
  },
  {
    grader: 'kube-score',
    check: 'deployment-replicas',
    environments: ['shop/prod'],
    objects: deployments(['orders', 'users']),
    reason:
      'their Rollouts run the pods, three at least by the HorizontalPodAutoscaler: the Deployment holds the template',
  },
  {
    grader: 'kube-score',
    check: 'horizontalpodautoscaler-has-target',
    environments: ['shop/prod'],
    objects: ['HorizontalPodAutoscaler orders', 'HorizontalPodAutoscaler users'],
    reason: 'the target is a Rollout, a kind that the grader does not know',
  },
];

/** The entry that lets a finding stand. */
export function entryFor(environment: string, finding: Finding): Entry | undefined {
  return ledger.find(
    ({ grader, check, environments, objects }) =>
      grader === finding.grader &&
      check === finding.check &&
      environments.includes(environment) &&
      (objects?.includes(finding.object) ?? true),
  );
}
