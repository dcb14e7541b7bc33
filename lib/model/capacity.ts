import type { ResolvedMicroservice } from './microservice';
import type { ResolvedResources } from './resources';

/** Pods that a rolling update adds while it runs. */
export const MAX_SURGE = 1;

/** Requests and limits, summed up. A sum without CPU limit has a container in it that has none. */
export interface Capacity extends ResolvedResources {
  readonly pods: number;
}

const MEBI = 2 ** 20;

/** The registration sidecar sleeps, but for the moments in which `consul` registers: 84 MB resident, measured with 1.21. */
const CONSUL_SIDECAR: ResolvedResources = {
  cpuMillis: 20,
  cpuLimitMillis: 200,
  memoryBytes: 128 * MEBI,
  memoryLimitBytes: 128 * MEBI,
  ephemeralBytes: 32 * MEBI,
};

/** What one pod of a service asks for: native sidecars run beside the main container, so all of them add up. */
export function podCapacity(service: ResolvedMicroservice): Capacity {
  return { ...sum(containersOf(service)), pods: 1 };
}

export function containersOf(service: ResolvedMicroservice): readonly ResolvedResources[] {
  return [
    service.resources,
    ...service.sidecars.map(({ resources }) => resources),
    ...(service.registration ? [consulSidecarResources(service)] : []),
  ];
}

/** The sidecar follows its service: where that has no CPU limit, neither has the sidecar. */
export function consulSidecarResources({ resources }: ResolvedMicroservice): ResolvedResources {
  if (resources.cpuLimitMillis !== undefined) return CONSUL_SIDECAR;
  const { cpuLimitMillis: _unlimited, ...rest } = CONSUL_SIDECAR;
  return rest;
}

/** What all services need at once: every one at its largest, with one release of each. */
export function peakCapacity(services: readonly ResolvedMicroservice[]): Capacity {
  const peaks = services.map((service) => {
    const count = mostPods(service);
    return { ...multiply(podCapacity(service), count), pods: count };
  });
  return { ...sum(peaks), pods: peaks.reduce((total, { pods }) => total + pods, 0) };
}

/**
 * Where the way in divides requests, all old pods stay until the new ones, as many, have all requests; Argo Rollouts keeps
 * them for 30 s more, and the first pods of a release that begins within these wait for room.
 */
function mostPods({ scaling: { max }, canary }: ResolvedMicroservice): number {
  if (max === 0) return 0;
  return canary?.traffic ? 2 * max : max + MAX_SURGE;
}

/** What two groups of pods need together. */
export function addCapacity(one: Capacity, other: Capacity): Capacity {
  return { ...sum([one, other]), pods: one.pods + other.pods };
}

/** Adds a margin, so that a debug pod or a job still fits. */
export function withHeadroom(capacity: Capacity, percent: number): Capacity {
  const factor = 1 + percent / 100;
  return { ...multiply(capacity, factor), pods: Math.ceil(capacity.pods * factor) };
}

function sum(parts: readonly ResolvedResources[]): ResolvedResources {
  const unlimited = parts.some(({ cpuLimitMillis }) => cpuLimitMillis === undefined);
  const total = (pick: (part: ResolvedResources) => number): number => parts.reduce((all, part) => all + pick(part), 0);
  return {
    cpuMillis: total((part) => part.cpuMillis),
    ...(!unlimited && { cpuLimitMillis: total((part) => part.cpuLimitMillis!) }),
    memoryBytes: total((part) => part.memoryBytes),
    memoryLimitBytes: total((part) => part.memoryLimitBytes),
    ephemeralBytes: total((part) => part.ephemeralBytes),
  };
}

function multiply(resources: ResolvedResources, factor: number): ResolvedResources {
  const bytes = (value: number): number => Math.ceil((value * factor) / MEBI) * MEBI;
  return {
    cpuMillis: Math.ceil(resources.cpuMillis * factor),
    ...(resources.cpuLimitMillis !== undefined && { cpuLimitMillis: Math.ceil(resources.cpuLimitMillis * factor) }),
    memoryBytes: bytes(resources.memoryBytes),
    memoryLimitBytes: bytes(resources.memoryLimitBytes),
    ephemeralBytes: bytes(resources.ephemeralBytes),
  };
}
