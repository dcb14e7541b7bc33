import type { Tier } from './tiers';

/** How a change of Git reaches the cluster. */
export interface DeliveryRule {
  /** Whether Argo CD follows Git by itself; else it shows the difference and waits for somebody to say so. */
  readonly automated: boolean;
  /** People who must approve a change, its author not among them. */
  readonly approvals: 0 | 1 | 2;
}

/** The three stages of delivery: dev follows by itself, staging waits for a confirmation, prod for two people as well. */
export const deliveryRules: Readonly<Record<Tier, DeliveryRule>> = {
  dev: { automated: true, approvals: 0 },
  staging: { automated: false, approvals: 1 },
  prod: { automated: false, approvals: 2 },
};
