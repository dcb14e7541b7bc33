import { Duration } from 'cdk8s';
import type { EnvironmentProps, MicroserviceProps } from 'cdk8s-fairway';
import { type Json, record, records, text } from '../support/manifest';
import { platform, podSpec, users } from '../support/testing';

interface Given {
  readonly props?: Partial<MicroserviceProps>;
  readonly consul?: Partial<NonNullable<EnvironmentProps['consul']>>;
  readonly environment?: Partial<EnvironmentProps>;
}

function pod({ props, consul, environment }: Given = {}): Json {
  const all = { ports: { http: 8080 }, consul: true, ...props } as const;
  return podSpec(users(all, { consul: { ...platform.consul, ...consul }, ...environment }));
}

const sidecar = (given?: Given): Json => records(pod(given).initContainers).at(-1) ?? {};
const variables = (given?: Given): Readonly<Record<string, string>> =>
  Object.fromEntries(records(sidecar(given).env).map(({ name, value }) => [text(name), text(value)]));
const service = (given?: Given): Json => record(record(JSON.parse(variables(given).SERVICE ?? '')).service);

test('a native sidecar registers the pod: it starts before the service and stops after it', () => {
  expect(sidecar()).toMatchObject({
    name: 'consul-registration',
    image: 'hashicorp/consul:1.21.0',
    restartPolicy: 'Always',
    resources: {
      requests: { cpu: '20m', memory: '128Mi', 'ephemeral-storage': '32Mi' },
      limits: { cpu: '200m', memory: '128Mi' },
    },
    securityContext: { runAsNonRoot: true, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
  });
});

test('it comes after the sidecars of the service', () => {
  const given = { props: { sidecars: { proxy: { image: 'proxy:1' } } } };
  expect(records(pod(given).initContainers).map(({ name }) => name)).toEqual(['proxy', 'consul-registration']);
});

test('it has no CPU limit where its service has none', () => {
  expect(record(sidecar({ environment: { cpuLimits: false } }).resources).limits).not.toHaveProperty('cpu');
});

test('the service is registered with its check: every 10 s, for 10 s, forgotten after a minute', () => {
  expect(service()).toEqual({
    id: 'users-8080-$(POD_NAME)',
    name: 'users',
    address: '$(POD_IP)',
    port: 8080,
    tags: ['dev', '1.4.2'],
    meta: { environment: 'dev', namespace: 'dev', pod: '$(POD_NAME)' },
    check: {
      http: 'http://$(POD_IP):8080/readyz',
      interval: '10s',
      timeout: '10s',
      deregister_critical_service_after: '60s',
    },
  });
});

test('15 s until it is forgotten are raised to 60 s', () => {
  const check = { deregisterCriticalServiceAfter: Duration.seconds(15) };
  expect(service({ props: { consul: { check } } })).toMatchObject({
    check: { deregister_critical_service_after: '60s' },
  });
});

test('everything about it is as it is said', () => {
  const check = { path: '/actuator/health', interval: Duration.seconds(5), timeout: Duration.seconds(1) };
  expect(service({ props: { consul: { name: 'user-service', tags: ['blue'], check } } })).toMatchObject({
    id: 'user-service-8080-$(POD_NAME)',
    name: 'user-service',
    tags: ['dev', '1.4.2', 'blue'],
    check: { http: 'http://$(POD_IP):8080/actuator/health', interval: '5s', timeout: '1s' },
  });
});

test('the pod and its node are known by Kubernetes', () => {
  expect(sidecar().env).toEqual(
    expect.arrayContaining([
      { name: 'HOST_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
      { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
      { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    ]),
  );
});

test('variables stand before those that use them', () => {
  const names = Object.keys(variables());
  expect(names.slice(0, 3)).toEqual(['HOST_IP', 'POD_IP', 'POD_NAME']);
});

test('the agent on the node is called', () => {
  expect(variables().CONSUL_HTTP_ADDR).toBe('http://$(HOST_IP):8500');
  expect(variables({ consul: { port: 8501 } }).CONSUL_HTTP_ADDR).toBe('http://$(HOST_IP):8501');
});

test('it waits until the service answers, by what is spoken there', () => {
  expect(variables()).toMatchObject({
    READY_URL: 'http://$(POD_IP):8080/readyz',
    SERVICE_ID: 'users-8080-$(POD_NAME)',
  });
  const grpc = variables({ props: { ports: { grpc: 9090 } } });
  expect(grpc).toMatchObject({ READY_PORT: '9090' });
  expect(grpc).not.toHaveProperty('READY_URL');
});

test.each([
  [{ grpc: 9090 }, { grpc: '$(POD_IP):9090' }],
  [{ amqp: 5672 }, { tcp: '$(POD_IP):5672' }],
])('of %j, %j is checked', (ports: NonNullable<MicroserviceProps['ports']>, check) => {
  expect(service({ props: { ports } })).toMatchObject({ check });
});

test('nothing of the user’s is expanded or read as shell', () => {
  const consul = { name: '$(POD_IP)', tags: ['$(reboot)\'"'], check: { path: '/$(POD_IP)' } };
  expect(service({ props: { consul } })).toMatchObject({
    name: '$$(POD_IP)',
    tags: ['dev', '1.4.2', '$$(reboot)\'"'],
    check: { http: 'http://$(POD_IP):8080/$$(POD_IP)' },
  });
  expect(sidecar({ props: { consul } }).command).toEqual(sidecar().command);
});

test('it deregisters as soon as the pod is told to stop', () => {
  expect(sidecar()).toMatchObject({
    lifecycle: {
      preStop: {
        exec: { command: ['/bin/sh', '-c', 'touch /run/consul/leaving; consul services deregister -id="$SERVICE_ID"'] },
      },
    },
  });
});

test('it writes to memory alone', () => {
  expect(sidecar().volumeMounts).toEqual([{ name: 'consul-registration', mountPath: '/run/consul' }]);
  expect(pod().volumes).toEqual([{ name: 'consul-registration', emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } }]);
});

test('it has a token, where the environment says so, from a file', () => {
  const given = { consul: { tokenSecret: 'consul-token', image: 'consul:2' } };
  expect(sidecar(given)).toMatchObject({
    image: 'consul:2',
    volumeMounts: [{}, { name: 'consul-registration-token', mountPath: '/etc/consul/token', readOnly: true }],
  });
  expect(variables(given).CONSUL_HTTP_TOKEN_FILE).toBe('/etc/consul/token/token');
  expect(records(pod(given).volumes)[1]).toEqual({
    name: 'consul-registration-token',
    secret: { secretName: 'consul-token', defaultMode: 0o440 },
  });
  expect(variables()).not.toHaveProperty('CONSUL_HTTP_TOKEN_FILE');
});

test('a service that does not register has none', () => {
  expect(podSpec(users({ ports: { http: 8080 } }))).not.toHaveProperty('initContainers');
});
