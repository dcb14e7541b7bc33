import type { ServiceGraph, TopicEdge } from './graph';
import type { ResolvedScaling } from './scaling';

/** A service is scaled by what it has not yet read, when one of the topics that it reads says so. */
export interface LagTrigger {
  readonly topicName: string;
  readonly partitions: number;
  readonly lagThreshold: number;
}

export function lagTriggers(path: string, graph: ServiceGraph): readonly LagTrigger[] {
  return graph
    .topicsOf(path)
    .flatMap(({ lagThreshold, to: { topic } }: TopicEdge) =>
      lagThreshold === undefined ? [] : [{ topicName: topic.topicName, partitions: topic.partitions, lagThreshold }],
    );
}

/** With lag as the measure, there are never more pods than partitions: a further one would read nothing. */
export function scalingOf(path: string, scaling: ResolvedScaling, graph: ServiceGraph): ResolvedScaling {
  const triggers = lagTriggers(path, graph);
  if (triggers.length === 0) return scaling;
  const partitions = Math.max(...triggers.map((trigger) => trigger.partitions));
  return { ...scaling, max: Math.max(scaling.min, partitions) };
}
