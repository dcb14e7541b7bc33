/** Queries about pods and hosts; those about requests are in `promql.ts`. */

interface Job {
  readonly namespace: string;
  readonly job: string;
}

/** CPUs that each pod takes, as every Prometheus client library tells of its process. */
export function processCpu(job: Job): string {
  return `sum by (pod) (rate(process_cpu_seconds_total${selector(job)}[5m]))`;
}

/** Bytes of memory that each pod holds. */
export function processMemory(job: Job): string {
  return `sum by (pod) (process_resident_memory_bytes${selector(job)})`;
}

/** When each pod has started, in milliseconds: a rollout, a changed configuration or a crash. */
export function processStarts(job: Job): string {
  return `max by (pod) (process_start_time_seconds${selector(job)}) * 1000`;
}

/** Pods that answer Prometheus. */
export function podsUp(job: Job): string {
  return `sum(up${selector(job)})`;
}

/** The part of a host's CPUs that is busy, by node exporter. */
export const HOST_CPU = '1 - avg by (instance) (rate(node_cpu_seconds_total{mode="idle"}[5m]))';

/** The part of a host's memory that is taken. */
export const HOST_MEMORY = '1 - node_memory_MemAvailable_bytes / node_memory_MemTotal_bytes';

function selector({ namespace, job }: Job): string {
  return `{namespace=${JSON.stringify(namespace)},job=${JSON.stringify(job)}}`;
}
