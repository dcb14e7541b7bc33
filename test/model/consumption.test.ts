import { KafkaTopic, type Microservice, type Replicas } from 'cdk8s-fairway';
import { lagTriggers, scalingOf } from '../../lib/model/consumption';
import type { ResolvedScaling } from '../../lib/model/scaling';
import { environment, microservice, platform } from '../support/testing';

function consumer(
  replicas: Replicas,
  ...topics: readonly (readonly [partitions: number, lag?: number])[]
): Microservice {
  const dev = environment({ ...platform, keda: true });
  const consumes = topics.map(([partitions, lagThreshold], index) => ({
    topic: new KafkaTopic(dev, `t${index}`, { partitions }),
    ...(lagThreshold !== undefined && { lagThreshold }),
  }));
  return microservice(dev, 'log', { replicas, consumes });
}

function scaling(service: Microservice): ResolvedScaling {
  const { graph } = service.node.scope as ReturnType<typeof environment>;
  return scalingOf(service.node.path, service.resolved.scaling, graph);
}

test('only topics that say so make a service scale by lag', () => {
  const service = consumer(1, [3], [12, 50]);
  const { graph } = service.node.scope as ReturnType<typeof environment>;
  expect(lagTriggers(service.node.path, graph)).toEqual([{ topicName: 'dev.t1', partitions: 12, lagThreshold: 50 }]);
});

test('a service that does not scale by lag keeps its scaling', () => {
  expect(scaling(consumer({ min: 1, max: 9 }, [3]))).toEqual({ min: 1, max: 9, cpuPercent: 70 });
});

test('a service that does has one pod a partition at most, of its largest topic', () => {
  expect(scaling(consumer({ min: 1, max: 99 }, [3, 10], [12, 10])).max).toBe(12);
});

test('but never fewer than its least number', () => {
  expect(scaling(consumer(5, [3, 10]))).toMatchObject({ min: 5, max: 5 });
});
