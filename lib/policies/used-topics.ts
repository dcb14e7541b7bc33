import type { TopicNode } from '../model/graph';
import type { Issue } from '../model/issue';
import type { Policy, Subject } from './policy';

/** A topic is written and read by somebody, unless it says that they are outside. */
export const usedTopics: Policy = (subject) => subject.graph.topics.flatMap((node) => problems(node, subject));

function problems(node: TopicNode, { graph }: Subject): Issue[] {
  const { external } = node.topic;
  const issue = (rule: string, message: string): Issue => ({ severity: 'error', rule, message, path: node.path });
  const unproduced = external !== 'producers' && graph.producersOf(node.path).length === 0;
  const unconsumed = external !== 'consumers' && graph.consumersOf(node.path).length === 0;
  return [
    ...(unproduced
      ? [
          issue(
            'topic-without-producer',
            `nobody produces '${node.name}': add it to a service's produces, or say external: 'producers'`,
          ),
        ]
      : []),
    ...(unconsumed
      ? [
          issue(
            'topic-without-consumer',
            `nobody consumes '${node.name}': add it to a service's consumes, or say external: 'consumers'`,
          ),
        ]
      : []),
  ];
}
