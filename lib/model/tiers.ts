import type { ImageRule } from './image';
import type { TopicDurability } from './kafka';
import type { ReleaseStrategy } from './release';
import type { Replicas } from './scaling';

export type Tier = 'dev' | 'staging' | 'prod';

/** What an environment's tier decides. Each field can be given anew in the environment. */
export interface TierDefaults {
  readonly tier: Tier;
  /** Pods of a service that does not say. */
  readonly replicas: Replicas;
  /** The images that may run. */
  readonly images: ImageRule;
  /** Whether a secret's value may stand in the program, in clear. */
  readonly secretLiterals: boolean;
  /** Whether services of two pods and more get a PodDisruptionBudget. */
  readonly disruptionBudget: boolean;
  /** Whether a service's pods are spread over nodes and zones. */
  readonly spread: boolean;
  /** Copies of a Kafka topic that does not say. */
  readonly topicDurability: TopicDurability;
  /** How a new version of a service takes the place of the old one; a canary needs Argo Rollouts in the cluster. */
  readonly rollout: ReleaseStrategy;
}

/** The three tiers as data: spread one into an environment, and override what differs. */
export const tiers = {
  dev: {
    tier: 'dev',
    replicas: 1,
    images: 'any',
    secretLiterals: true,
    disruptionBudget: false,
    spread: false,
    topicDurability: { replicationFactor: 1, minInsyncReplicas: 1 },
    rollout: 'rolling',
  },
  staging: {
    tier: 'staging',
    replicas: 2,
    images: { tags: ['release-v*'] },
    secretLiterals: false,
    disruptionBudget: true,
    spread: true,
    topicDurability: { replicationFactor: 3, minInsyncReplicas: 2 },
    rollout: 'rolling',
  },
  prod: {
    tier: 'prod',
    replicas: { min: 3, max: 10 },
    images: { tags: ['stable-*'] },
    secretLiterals: false,
    disruptionBudget: true,
    spread: true,
    topicDurability: { replicationFactor: 3, minInsyncReplicas: 2 },
    rollout: { canary: {} },
  },
} as const satisfies Record<Tier, TierDefaults>;
