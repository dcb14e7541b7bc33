import { setTimeout as sleep } from 'node:timers/promises';
import { type Manifest, record, records, text } from '../support/manifest';
import { objects, refusals } from './kubectl';

const POLL_MS = 500;
const PATIENCE_MS = 120_000;

/** How many pods a Deployment is to have, by its name; those that are not named have what their spec says. */
export type PodCounts = ReadonlyMap<string, number>;

/** Waits until every Deployment has all its pods, of its newest template and available, and no other. */
export async function untilAvailable(namespace: string, counts: PodCounts): Promise<void> {
  const begin = Date.now();
  for (;;) {
    const waiting = objects('deployment', '--namespace', namespace).flatMap((deployment) => lacks(deployment, counts));
    if (waiting.length === 0) return;
    if (Date.now() - begin > PATIENCE_MS) {
      throw new Error([`waited ${PATIENCE_MS / 1000} s in vain:`, ...waiting, ...refusals(namespace)].join('\n'));
    }
    await sleep(POLL_MS);
  }
}

function lacks({ metadata, spec, status }: Manifest, counts: PodCounts): readonly string[] {
  const { name, generation } = record(metadata);
  const wanted = counts.get(text(name)) ?? record(spec).replicas;
  const { observedGeneration, replicas = 0, updatedReplicas = 0, availableReplicas = 0, conditions } = record(status);
  const settled = [replicas, updatedReplicas, availableReplicas].every((count) => count === wanted);
  if (settled && observedGeneration === generation) return [];
  const said = records(conditions).map(({ message }) => text(message));
  return [`${name}: ${availableReplicas} of ${wanted} pods available, ${updatedReplicas} new. ${said.join(' ')}`];
}

/** What the autoscalers of the objects allow their Deployments, by name; one beside a Rollout has what its spec says. */
export function autoscaled(manifests: readonly Manifest[], bound: 'minReplicas' | 'maxReplicas'): PodCounts {
  const scalers = manifests.filter(
    ({ kind, spec }) => kind === 'HorizontalPodAutoscaler' && record(record(spec).scaleTargetRef).kind === 'Deployment',
  );
  return new Map(
    scalers.map(({ spec }) => [text(record(record(spec).scaleTargetRef).name), Number(record(spec)[bound])]),
  );
}

/**
 * Waits until the autoscalers have said what is wrong with their metrics. They look every 15 s, and the first look at too
 * few pods gives them more and says nothing yet. One beside a Rollout says at once that there is no number to scale.
 */
export async function untilScalersHaveSpoken(namespace: string): Promise<void> {
  const says = ({ status }: Manifest): boolean =>
    records(record(status).conditions).some(
      ({ type, status: is }) => type === 'ScalingActive' || (type === 'AbleToScale' && is === 'False'),
    );
  for (const begin = Date.now(); !objects('hpa', '--namespace', namespace).every(says); await sleep(POLL_MS)) {
    if (Date.now() - begin > PATIENCE_MS) throw new Error('an autoscaler does not say what it has to scale by');
  }
}

/** The objects once no controller has anything more to write. */
export async function settled(read: () => readonly Manifest[]): Promise<readonly Manifest[]> {
  const begin = Date.now();
  for (let before = read(); ; ) {
    await sleep(2 * POLL_MS);
    const now = read();
    if (JSON.stringify(now) === JSON.stringify(before)) return now;
    if (Date.now() - begin > PATIENCE_MS) throw new Error('the objects do not come to rest');
    before = now;
  }
}
