import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buckets } from '../../examples/shop/shop';
import { type Manifest, record, records } from '../support/manifest';
import { networkOf, podsOf, reachablePairs } from '../support/reachability';
import { runExample } from './run-example';

const output = runExample('shop');

function object(environment: string, kind: string, name: string): Manifest {
  const found = output
    .objects(environment)
    .find((candidate) => candidate.kind === kind && record(candidate.metadata).name === name);
  return found ?? { missing: `${kind} ${name}` };
}

function mainContainer(environment: string, name: string): Manifest {
  return (
    records(record(record(record(object(environment, 'Deployment', name).spec).template).spec).containers)[0] ?? {}
  );
}

test('the shop has three environments, each in a namespace of its own', () => {
  expect(output.environments).toEqual(['dev', 'prod', 'staging']);
  const namespaces = output.environments.map((environment) => record(output.objects(environment)[0]?.metadata).name);
  expect(namespaces).toEqual(['shop-dev', 'shop', 'shop-staging']);
});

test('every environment runs its own version', () => {
  const images = output.environments.map((environment) => mainContainer(environment, 'orders').image);
  expect(images).toEqual([
    'registry.example.com/shop/orders:latest',
    'registry.example.com/shop/orders:stable-2.3.1',
    'registry.example.com/shop/orders:release-v2.4.0',
  ]);
});

test('orders is told the address of users and of the brokers', () => {
  expect(mainContainer('prod', 'orders').env).toEqual(
    expect.arrayContaining([
      { name: 'USERS_ADDR', value: 'users:9090' },
      { name: 'USERS_CA_PATH', value: '/etc/authority/ca.crt' },
      { name: 'KAFKA_BROKERS', value: 'main-kafka-bootstrap.kafka.svc:9093' },
      { name: 'KAFKA_CERTS_PATH', value: '/etc/kafka/certs' },
      { name: 'KAFKA_TOPIC_ORDER_EVENTS', value: 'prod.order-events' },
    ]),
  );
});

test('users shows its callers a certificate, and they know the signer', () => {
  expect(object('prod', 'Certificate', 'users-tls')).toMatchObject({
    spec: { dnsNames: expect.arrayContaining(['users', 'users.shop.svc']), issuerRef: { name: 'internal' } },
  });
  const mounts = (name: string): readonly unknown[] =>
    records(mainContainer('prod', name).volumeMounts).map(({ mountPath }) => mountPath);
  expect(mounts('users')).toContain('/etc/tls');
  expect(mounts('orders')).toContain('/etc/authority');
});

test('every service sends its spans to the collector under its own name', () => {
  for (const name of ['users', 'orders', 'inventory', 'notification', 'log']) {
    expect(mainContainer('prod', name).env).toEqual(
      expect.arrayContaining([
        { name: 'OTEL_SERVICE_NAME', value: name },
        { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://collector.tracing.svc:4317' },
        { name: 'OTEL_PROPAGATORS', value: 'tracecontext,baggage,b3multi' },
      ]),
    );
  }
});

test('each consumer reads order-events in a group of its own', () => {
  for (const name of ['inventory', 'notification', 'log']) {
    const topic = { type: 'topic', name: 'prod.order-events', patternType: 'literal' };
    const group = { type: 'group', name: `prod.${name}`, patternType: 'literal' };
    expect(object('prod', 'KafkaUser', `prod-${name}`)).toMatchObject({
      metadata: { namespace: 'kafka', labels: { 'strimzi.io/cluster': 'main' } },
      spec: {
        authorization: {
          acls: [
            { resource: topic, operations: ['Describe', 'Read'] },
            { resource: group, operations: ['Read'] },
          ],
        },
      },
    });
  }
});

test('the topic is kept in three copies in prod and in one in dev', () => {
  expect(object('prod', 'KafkaTopic', 'prod-order-events')).toMatchObject({
    spec: { topicName: 'prod.order-events', partitions: 12, replicas: 3, config: { 'min.insync.replicas': 2 } },
  });
  expect(object('dev', 'KafkaTopic', 'dev-order-events')).toMatchObject({
    spec: { topicName: 'dev.order-events', replicas: 1, config: { 'min.insync.replicas': 1 } },
  });
});

test('users registers with Consul under the figures that it asks for', () => {
  const template = record(record(object('dev', 'Deployment', 'users').spec).template);
  const sidecar = records(record(template.spec).initContainers)[0] ?? {};
  const definition = records(sidecar.env).find(({ name }) => name === 'SERVICE')?.value;
  expect(JSON.parse(String(definition))).toEqual({
    service: {
      id: 'user-service-8081-$(POD_NAME)',
      name: 'user-service',
      address: '$(POD_IP)',
      port: 8081,
      tags: ['dev', 'latest'],
      meta: { environment: 'dev', namespace: 'shop-dev', pod: '$(POD_NAME)' },
      check: {
        http: 'http://$(POD_IP):8081/actuator/health',
        interval: '10s',
        timeout: '10s',
        deregister_critical_service_after: '60s',
      },
    },
  });
});

test('dev is entered by Ingress, prod by a Gateway', () => {
  expect(object('dev', 'Ingress', 'orders')).toMatchObject({ spec: { rules: [{ host: 'dev.shop.example' }] } });
  expect(object('prod', 'HTTPRoute', 'orders')).toMatchObject({
    spec: { hostnames: ['shop.example'], parentRefs: [{ name: 'gateway', sectionName: 'https.shop.example' }] },
  });
});

test('the only call that the network lets through is that of orders to users', () => {
  const all = output.environments.flatMap((environment) => output.objects(environment));
  const ports = [8080, 8081, 9090, 9100];
  expect(podsOf(all)).toHaveLength(15);
  expect(reachablePairs(all, ports)).toEqual(
    ['shop-dev', 'shop-staging', 'shop'].map((namespace) => `${namespace}/orders -> ${namespace}/users:9090`),
  );
});

test('nothing of the shop can reach the internet', () => {
  const all = output.environments.flatMap((environment) => output.objects(environment));
  const network = networkOf(all);
  const reached = podsOf(all).filter((pod) => network.canConnect(pod, { ip: '203.0.113.7' }, 443));
  expect(reached).toEqual([]);
});

test('the report says what was changed on the way', () => {
  expect(output.report).toContain("Consul's minimum");
});

test('the manifests of the shop in prod, to review', () => {
  for (const [file, text] of output.files) if (file.startsWith('prod/')) expect(text).toMatchSnapshot(file);
});

test('the buckets that objectives are checked against are those of the services', () => {
  const source = 'examples/shop/services/internal/telemetry/metrics.go';
  const text = readFileSync(join(__dirname, '..', '..', source), 'utf8');
  const bounds = /Buckets = \[\]float64\{([^}]*)\}/.exec(text)?.[1]?.split(',').map(Number);
  expect(bounds).toEqual(buckets);
});
