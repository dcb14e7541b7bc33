import type { Issues } from './issue';

/** A fixed number of pods, or a range that a HorizontalPodAutoscaler moves in. */
export type Replicas = number | ReplicaRange;

export interface ReplicaRange {
  readonly min: number;
  readonly max: number;
  /**
   * Average CPU, in per cent of the request, that the autoscaler holds.
   * @default 70
   */
  readonly cpuPercent?: number;
}

export interface ResolvedScaling {
  readonly min: number;
  readonly max: number;
  /** Present: the number of pods is the autoscaler's. */
  readonly cpuPercent?: number;
}

const CPU_PERCENT = 70;

export function resolveScaling(replicas: Replicas, issues: Issues): ResolvedScaling {
  if (typeof replicas === 'number') {
    checkCount('replicas', replicas, 0, issues);
    return { min: replicas, max: replicas };
  }
  const { min, max, cpuPercent = CPU_PERCENT } = replicas;
  checkCount('replicas.min', min, 1, issues);
  checkCount('replicas.max', max, 1, issues);
  checkCount('replicas.cpuPercent', cpuPercent, 1, issues);
  if (!(max > min)) {
    issues.error(
      'replicas',
      `replicas.max ${max} is not over replicas.min ${min}: raise it, or write the fixed number replicas: ${min}`,
    );
  }
  return { min, max, cpuPercent };
}

function checkCount(field: string, value: number, least: number, issues: Issues): void {
  if (Number.isInteger(value) && value >= least) return;
  issues.error('replicas', `${field} is ${value}: it must be a whole number of at least ${least}`);
}
