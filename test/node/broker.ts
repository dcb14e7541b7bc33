import { kubectl, objects } from '../cluster/kubectl';
import { type RunResult, run } from '../cluster/run';
import { record, text } from '../support/manifest';
import { BROKER } from './neighbours/kafka/broker';
import { BOOTSTRAP, CLUSTER, NAMESPACE } from './neighbours/kafka/names';

/** Where the broker takes its own tools in: anybody inside its pod. */
const INSIDE = '127.0.0.1:9091';

/** Runs one of Kafka's own programs, by its class, in the broker's pod. */
function kafka(program: string, args: readonly string[], input = ''): RunResult {
  const java = [
    '/java/bin/java',
    '-Xmx64m',
    '-XX:+UseSerialGC',
    '-cp',
    '/kafka/*',
    `org.apache.kafka.tools.${program}`,
  ];
  const exec = [
    'exec',
    '--stdin',
    `${BROKER}-0`,
    '--container=kafka',
    '--namespace',
    NAMESPACE,
    '--',
    ...java,
    ...args,
  ];
  return run('kubectl', exec, { input, mayFail: true });
}

/** How far a group has read a topic, over all partitions. */
export interface Progress {
  readonly partitions: number;
  readonly read: number;
  readonly written: number;
}

export function progress(group: string, topic: string): Progress {
  const { status, stdout, stderr } = kafka('consumer.group.ConsumerGroupCommand', [
    `--bootstrap-server=${INSIDE}`,
    '--describe',
    `--group=${group}`,
  ]);
  if (status !== 0) throw new Error(`the broker says nothing of group '${group}': ${stderr}`);
  const rows = stdout
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([inGroup, ofTopic]) => inGroup === group && ofTopic === topic);
  const sum = (column: number): number => rows.reduce((all, row) => all + Number(row[column]!.replace('-', '0')), 0);
  return { partitions: rows.length, read: sum(3), written: sum(4) };
}

/** What the broker answers to a user that writes an event: the names of its errors, none if it was taken. */
export function write(topic: string, user?: string): readonly string[] {
  // An idempotent writer asks for an identity first, and would be refused already that.
  const plain = '--command-property=enable.idempotence=false';
  const args = [`--topic=${topic}`, plain, '--sync', '--max-block-ms=20000', '--request-timeout-ms=10000'];
  return errors(
    kafka('ConsoleProducer', [`--bootstrap-server=${BOOTSTRAP}`, ...args, ...properties(user)], 'nothing\n'),
  );
}

/** What the broker answers to a user that reads as a member of a group. */
export function read(topic: string, group: string, user?: string): readonly string[] {
  const args = [`--topic=${topic}`, `--group=${group}`, '--max-messages=1', '--timeout-ms=20000', '--from-beginning'];
  return errors(kafka('consumer.ConsoleConsumer', [`--bootstrap-server=${BOOTSTRAP}`, ...args, ...properties(user)]));
}

function properties(user?: string): readonly string[] {
  return identity(user).map((property) => `--command-property=${property}`);
}

/** The certificate that Strimzi gives a KafkaUser; without one a client has none. */
function identity(user?: string): readonly string[] {
  const trust = ['security.protocol=SSL', 'ssl.truststore.type=PEM'];
  const authority = `ssl.truststore.certificates=${secret(`${CLUSTER}-cluster-ca-cert`, 'ca.crt')}`;
  if (user === undefined) return [...trust, authority];
  return [
    ...trust,
    authority,
    'ssl.keystore.type=PEM',
    `ssl.keystore.certificate.chain=${secret(user, 'user.crt')}`,
    `ssl.keystore.key=${secret(user, 'user.key')}`,
  ];
}

function secret(name: string, key: string): string {
  const [{ data } = {}] = objects('secret', name, '--namespace', NAMESPACE);
  return Buffer.from(text(record(data)[key]), 'base64').toString();
}

function errors({ stdout, stderr }: RunResult): readonly string[] {
  const names = `${stdout}\n${stderr}`.match(
    /\b[A-Z]\w*(AuthorizationException|AuthenticationException|TimeoutException)\b/g,
  );
  return [...new Set(names ?? [])].sort();
}

/** Ends the broker's pod and waits for the next one. */
export function restartBroker(): void {
  kubectl('delete', 'pod', `${BROKER}-0`, '--namespace', NAMESPACE, '--wait');
  kubectl('wait', '--for=create', `pod/${BROKER}-0`, '--namespace', NAMESPACE, '--timeout=60s');
  kubectl('wait', '--for=condition=Ready', `pod/${BROKER}-0`, '--namespace', NAMESPACE, '--timeout=180s');
}
