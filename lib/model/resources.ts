import type { Issues } from './issue';
import { type CpuLike, formatCpu, parseBytes, parseCpu, type SizeLike } from './units';

const MEBI = 2 ** 20;

/**
 * Requests by size. Memory limit equals the request (a pod is never killed for memory another one borrowed);
 * the CPU limit is four times the request, so that start-up and bursts are not throttled at once.
 */
export const sizes = {
  xs: { cpuMillis: 50, memoryBytes: 64 * MEBI },
  s: { cpuMillis: 100, memoryBytes: 128 * MEBI },
  m: { cpuMillis: 250, memoryBytes: 256 * MEBI },
  l: { cpuMillis: 500, memoryBytes: 512 * MEBI },
  xl: { cpuMillis: 1000, memoryBytes: 1024 * MEBI },
} as const;

/** `xs` 50m/64Mi, `s` 100m/128Mi, `m` 250m/256Mi, `l` 500m/512Mi, `xl` 1/1Gi. */
export type ResourceSize = keyof typeof sizes;

/** Exact figures, where no size fits. */
export interface ResourceOptions {
  /** CPU request. */
  readonly cpu: CpuLike;
  /**
   * CPU limit, or `'none'` for a container that is never throttled.
   * @default - four times the request; none where the environment sets `cpuLimits: false`
   */
  readonly cpuLimit?: CpuLike | 'none';
  /** Memory request. */
  readonly memory: SizeLike;
  /**
   * Memory limit.
   * @default - the request
   */
  readonly memoryLimit?: SizeLike;
  /**
   * Request and limit of the container's own disk: logs, temporary files, emptyDir volumes.
   * @default '256Mi'
   */
  readonly ephemeralStorage?: SizeLike;
}

/** A container's requests and limits in plain numbers. */
export interface ResolvedResources {
  readonly cpuMillis: number;
  /** Undefined: no limit. */
  readonly cpuLimitMillis?: number;
  readonly memoryBytes: number;
  readonly memoryLimitBytes: number;
  readonly ephemeralBytes: number;
}

const EPHEMERAL_BYTES = 256 * MEBI;
const CPU_BURST = 4;

export function resolveResources(
  given: ResourceSize | ResourceOptions,
  cpuLimits: boolean,
  issues: Issues,
): ResolvedResources {
  if (typeof given === 'string') return resolveSize(given, cpuLimits, issues);
  const cpuMillis = quantity('cpu', given.cpu, parseCpu, issues) ?? sizes.s.cpuMillis;
  const memoryBytes = quantity('memory', given.memory, parseBytes, issues) ?? sizes.s.memoryBytes;
  const resolved = {
    cpuMillis,
    ...cpuLimit(given.cpuLimit, cpuMillis, cpuLimits, issues),
    memoryBytes,
    memoryLimitBytes: quantity('memoryLimit', given.memoryLimit, parseBytes, issues) ?? memoryBytes,
    ephemeralBytes: quantity('ephemeralStorage', given.ephemeralStorage, parseBytes, issues) ?? EPHEMERAL_BYTES,
  };
  checkLimits(resolved, issues);
  return resolved;
}

function resolveSize(size: ResourceSize, cpuLimits: boolean, issues: Issues): ResolvedResources {
  if (!Object.hasOwn(sizes, size)) {
    const allowed = Object.keys(sizes).join(', ');
    issues.error('resource-size', `unknown size '${size}': allowed are ${allowed}, or exact figures { cpu, memory }`);
    return resolveSize('s', cpuLimits, issues);
  }
  const { cpuMillis, memoryBytes } = sizes[size];
  return {
    cpuMillis,
    ...cpuLimit(undefined, cpuMillis, cpuLimits, issues),
    memoryBytes,
    memoryLimitBytes: memoryBytes,
    ephemeralBytes: EPHEMERAL_BYTES,
  };
}

function cpuLimit(
  given: CpuLike | 'none' | undefined,
  request: number,
  cpuLimits: boolean,
  issues: Issues,
): { cpuLimitMillis?: number } {
  if (given === 'none' || (given === undefined && !cpuLimits)) return {};
  return { cpuLimitMillis: quantity('cpuLimit', given, parseCpu, issues) ?? request * CPU_BURST };
}

function quantity<T>(
  field: string,
  value: T | undefined,
  parse: (value: T) => number | undefined,
  issues: Issues,
): number | undefined {
  if (value === undefined) return undefined;
  const parsed = parse(value);
  if (parsed === undefined) {
    const example = field.startsWith('cpu') ? "'250m' or '1.5'" : "'256Mi' or '1Gi'";
    issues.error('quantity', `${field} ${JSON.stringify(value)} is not a positive quantity: write it like ${example}`);
  }
  return parsed;
}

function checkLimits(resources: ResolvedResources, issues: Issues): void {
  const { cpuMillis, cpuLimitMillis = cpuMillis, memoryBytes, memoryLimitBytes } = resources;
  if (cpuLimitMillis < cpuMillis) {
    const limit = formatCpu(cpuLimitMillis);
    issues.error(
      'quantity',
      `cpuLimit ${limit} is under the request ${formatCpu(cpuMillis)}: raise it to at least the request`,
    );
  }
  if (memoryLimitBytes < memoryBytes) {
    issues.error(
      'quantity',
      `memoryLimit of ${memoryLimitBytes} bytes is under the request of ${memoryBytes}: raise it to at least the request`,
    );
  }
}
