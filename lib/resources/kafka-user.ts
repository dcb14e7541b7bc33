import type { IExternalSecret } from '@kubernetes-models/external-secrets/external-secrets.io/v1/ExternalSecret';
import type { IKafkaUser } from '@kubernetes-models/strimzi-kafka-operator/kafka.strimzi.io/v1/KafkaUser';
import { consumerGroup } from '../model/addresses';
import type { TopicEdge } from '../model/graph';
import type { ResolvedKafka } from '../model/kafka';
import type { ServiceView } from '../model/view';
import { type Blueprint, identity } from './blueprint';
import { externalSecretSpec } from './external-secret';

type Acls = NonNullable<IKafkaUser['spec']['authorization']>['acls'];

/** The service's name on the broker: one for each environment, since all of them may share a Kafka cluster. */
export function kafkaUserName(view: ServiceView): string {
  return `${view.environment.name}-${view.node.name}`;
}

/** The Secret with the service's certificate, in its own namespace. */
export function kafkaSecretName(service: string): string {
  return `${service}-kafka`;
}

/** A service's rights on the broker: what its edges need and nothing more. */
export function kafkaUser(view: ServiceView, kafka: ResolvedKafka): Blueprint<IKafkaUser> {
  return {
    apiVersion: 'kafka.strimzi.io/v1',
    kind: 'KafkaUser',
    ...identity(view, kafkaUserName(view)),
    namespace: kafka.namespace,
    labels: { ...view.node.service.labels, 'strimzi.io/cluster': kafka.cluster },
    body: () => ({
      spec: { authentication: { type: 'tls' }, authorization: { type: 'simple', acls: aclsOf(view) } },
    }),
  };
}

/**
 * Brings the certificate that Strimzi writes in the Kafka namespace to the service, with the authority that signs the
 * brokers' certificates: the `ca.crt` in the user's own Secret is the one that signs clients.
 */
export function kafkaCredentials(view: ServiceView, kafka: ResolvedKafka): Blueprint<IExternalSecret> {
  const name = kafkaSecretName(view.node.name);
  const user = kafkaUserName(view);
  const data = [
    { secretKey: 'ca.crt', remoteRef: { key: `${kafka.cluster}-cluster-ca-cert`, property: 'ca.crt' } },
    { secretKey: 'user.crt', remoteRef: { key: user, property: 'user.crt' } },
    { secretKey: 'user.key', remoteRef: { key: user, property: 'user.key' } },
  ];
  return {
    apiVersion: 'external-secrets.io/v1',
    kind: 'ExternalSecret',
    ...identity(view, name),
    body: () => ({ spec: externalSecretSpec(name, kafka.credentials, data) }),
  };
}

function aclsOf(view: ServiceView): Acls {
  const byRight = new Map(view.graph.topicsOf(view.node.path).map((edge) => [`${edge.to.name} ${edge.kind}`, edge]));
  const edges = [...byRight].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, edge]) => edge);
  const reads = edges.some(({ kind }) => kind === 'consumes');
  const group = {
    type: 'group' as const,
    name: consumerGroup(view.environment.name, view.node.name),
    patternType: 'literal' as const,
  };
  return [...edges.map(topicAcl), ...(reads ? [{ resource: group, operations: ['Read' as const] }] : [])];
}

/** Since Kafka 3.0 the right to write to a topic carries idempotent writes; no right on the cluster is needed. */
function topicAcl({ kind, to }: TopicEdge): Acls[number] {
  return {
    resource: { type: 'topic', name: to.topic.topicName, patternType: 'literal' },
    operations: kind === 'produces' ? ['Describe', 'Write'] : ['Describe', 'Read'],
  };
}
