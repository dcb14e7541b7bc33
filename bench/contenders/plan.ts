/** A service of the benchmark's system, as somebody would say it: others are named by their index. */
export interface ServicePlan {
  readonly name: string;
  readonly grpc: boolean;
  readonly calls: readonly number[];
  /** Name of the topic. */
  readonly produces?: string;
  readonly consumes?: string;
  readonly entered: boolean;
}

const LAYERS = 4;
const DISTANCES = [1, 5, 9];

/**
 * The system of so many services: four layers that call downwards, three upstreams each, the lowest by gRPC; every
 * fourth service writes a topic, which another reads; every tenth is reached from outside. The same at every run.
 */
export function plan(count: number): readonly ServicePlan[] {
  return Array.from({ length: count }, (_, index) => {
    const layer = index % LAYERS;
    const calls = DISTANCES.map((distance) => index + distance).filter((callee) => callee < count);
    return {
      name: nameOf(index),
      grpc: layer === LAYERS - 1,
      calls: layer === LAYERS - 1 ? [] : calls,
      // A topic that nobody reads would be refused.
      ...(layer === 0 && index + 2 < count && { produces: topicOf(index) }),
      ...(layer === 2 && { consumes: topicOf(index - 2) }),
      entered: index % 10 === 0,
    };
  });
}

function nameOf(index: number): string {
  return `service-${String(index).padStart(4, '0')}`;
}

function topicOf(index: number): string {
  return `events-${String(index).padStart(4, '0')}`;
}
