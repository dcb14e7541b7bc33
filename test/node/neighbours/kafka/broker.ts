import type { Manifest } from '../../../support/manifest';
import { named, service, workload } from '../harness/objects';
import { ADMIN } from './keys';
import { CLUSTER, NAMESPACE } from './names';

export const BROKER = `${CLUSTER}-kafka`;
const LABELS = { 'strimzi.io/cluster': CLUSTER, 'strimzi.io/kind': 'Kafka' };
const PODS = `${BROKER}-brokers`;
const ADDRESS = `${BROKER}-0.${PODS}.${NAMESPACE}.svc`;
const PROPERTIES = '/etc/kafka/server.properties';
/** Any identifier that Kafka takes; the data on the disk are bound to it. */
const CLUSTER_ID = 'MkU3OEVBNTcwNTJENDM2Qg';

/** What clients call the broker. */
export const BROKER_NAMES = [
  ADDRESS,
  `${BROKER}-bootstrap`,
  `${BROKER}-bootstrap.${NAMESPACE}`,
  `${BROKER}-bootstrap.${NAMESPACE}.svc`,
];

const CONFIG: Readonly<Record<string, string | number | boolean>> = {
  'process.roles': 'broker,controller',
  'node.id': 0,
  'controller.quorum.voters': '0@127.0.0.1:9090',
  // Without a certificate one gets in from within the pod alone: that is the broker itself. It cannot use the listener for
  // clients, as the authority that signed its own certificate is not the one of clients.
  listeners: 'TLS://:9093,CONTROLLER://127.0.0.1:9090,BROKER://127.0.0.1:9091',
  'advertised.listeners': `TLS://${ADDRESS}:9093,BROKER://127.0.0.1:9091`,
  'listener.security.protocol.map': 'TLS:SSL,CONTROLLER:PLAINTEXT,BROKER:PLAINTEXT',
  'controller.listener.names': 'CONTROLLER',
  'inter.broker.listener.name': 'BROKER',
  'ssl.client.auth': 'required',
  'ssl.keystore.type': 'PEM',
  'ssl.keystore.location': '/keys/broker.pem',
  'ssl.truststore.type': 'PEM',
  'ssl.truststore.location': '/clients/ca.crt',
  'authorizer.class.name': 'org.apache.kafka.metadata.authorizer.StandardAuthorizer',
  'allow.everyone.if.no.acl.found': false,
  'super.users': `User:CN=${ADMIN};User:ANONYMOUS`,
  'auto.create.topics.enable': false,
  'log.dirs': '/data',
  'offsets.topic.replication.factor': 1,
  // Fewer files and a shorter start than with 50.
  'offsets.topic.num.partitions': 5,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'group.initial.rebalance.delay.ms': 0,
};

/** One broker, as Strimzi would run it: its names, its labels, its listener for clients with certificates. */
export function brokerObjects(image: string): readonly Manifest[] {
  const properties = Object.entries(CONFIG).map(([key, value]) => `${key}=${value}\n`);
  const client = { namespace: NAMESPACE, selector: LABELS, ports: { 'tcp-tls': 9093 } };
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: named(NAMESPACE, BROKER),
      data: { 'server.properties': properties.join('') },
    },
    service({ ...client, name: `${BROKER}-bootstrap` }),
    service({ ...client, name: PODS, spec: { clusterIP: 'None', publishNotReadyAddresses: true } }),
    workload({
      kind: 'StatefulSet',
      namespace: NAMESPACE,
      name: BROKER,
      labels: LABELS,
      pod: pod(image),
      spec: { serviceName: PODS },
    }),
  ];
}

function pod(image: string): Manifest {
  const volumeMounts = [
    { name: 'config', mountPath: '/etc/kafka' },
    { name: 'data', mountPath: '/data' },
    { name: 'keys', mountPath: '/keys' },
    { name: 'clients', mountPath: '/clients' },
  ];
  const format = [
    'kafka.tools.StorageTool',
    'format',
    '--ignore-formatted',
    '--cluster-id',
    CLUSTER_ID,
    '--config',
    PROPERTIES,
  ];
  return {
    // It writes what it was told in time; then the next start reads no log again.
    terminationGracePeriodSeconds: 30,
    initContainers: [{ name: 'format', image, args: format, volumeMounts }],
    containers: [
      {
        name: 'kafka',
        image,
        args: ['kafka.Kafka', PROPERTIES],
        env: [{ name: 'JDK_JAVA_OPTIONS', value: '-Xmx256m -Dorg.slf4j.simpleLogger.defaultLogLevel=info' }],
        ports: [{ name: 'tcp-tls', containerPort: 9093 }],
        readinessProbe: { tcpSocket: { port: 9093 }, periodSeconds: 1 },
        resources: { requests: { cpu: '50m', memory: '384Mi' }, limits: { memory: '768Mi' } },
        volumeMounts,
      },
    ],
    volumes: [
      { name: 'config', configMap: { name: BROKER } },
      // Outlives the pod, as a broker's disk does.
      { name: 'data', hostPath: { path: '/var/lib/kafka', type: 'DirectoryOrCreate' } },
      { name: 'keys', secret: { secretName: `${CLUSTER}-kafka-brokers` } },
      { name: 'clients', secret: { secretName: `${CLUSTER}-clients-ca-cert` } },
    ],
  };
}
