import { Duration } from 'cdk8s';
import type { EnvironmentProps, MicroserviceProps } from 'cdk8s-fairway';
import { type Json, record, records } from '../support/manifest';
import { container, objectOf, podSpec, users } from '../support/testing';

const http = { ports: { http: 8080 } };
const pod = (props: Partial<MicroserviceProps> = {}, environment: Partial<EnvironmentProps> = {}): Json =>
  podSpec(users({ ...http, ...props }, environment));
const main = (props: Partial<MicroserviceProps> = {}): Json => container(users({ ...http, ...props }));
const annotations = (props: Partial<MicroserviceProps>): Json =>
  record(record(record(record(objectOf(users(props), 'Deployment').spec).template).metadata).annotations);

test('a pod runs as its service’s account, without a token, and as the user that is said', () => {
  expect(pod({ security: { user: 5, group: 6 } })).toMatchObject({
    serviceAccountName: 'users',
    automountServiceAccountToken: false,
    enableServiceLinks: false,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 5,
      runAsGroup: 6,
      fsGroup: 6,
      seccompProfile: { type: 'RuntimeDefault' },
    },
  });
});

test('the version stands on the Deployment and its pods alone, so that a new image changes one object', () => {
  const { objects } = users({ ...http, config: { A: 1 }, replicas: { min: 1, max: 2 } });
  const version = { labels: { 'app.kubernetes.io/version': '1.4.2' } };
  expect(objects.Deployment?.toJson()).toMatchObject({ metadata: version, spec: { template: { metadata: version } } });
  for (const kind of ['Service', 'ServiceAccount', 'ConfigMap', 'NetworkPolicy', 'HorizontalPodAutoscaler']) {
    expect(objects[kind]?.metadata.toJson().labels).not.toHaveProperty(['app.kubernetes.io/version']);
  }
});

test('in Consul’s mesh a pod asks for its proxy', () => {
  const mesh = { kind: 'consul', controlPlane: { namespace: 'consul' } } as const;
  const inject = { annotations: { 'consul.hashicorp.com/connect-inject': 'true' } };
  expect(objectOf(users(http, { mesh }), 'Deployment')).toMatchObject({ spec: { template: { metadata: inject } } });
  expect(annotations(http)).toEqual({});
});

test('a pod of which a container listens on low ports may do so', () => {
  const sysctls = [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '0' }];
  const security = { bindPrivilegedPorts: true };
  expect(pod({ security })).toMatchObject({ securityContext: { sysctls } });
  expect(pod({ sidecars: { proxy: { image: 'p:1', security } } })).toMatchObject({ securityContext: { sysctls } });
  expect(pod().securityContext).not.toHaveProperty('sysctls');
});

test('its container is the image, pulled every time, with its ports', () => {
  expect(main({ command: ['run'], args: ['-v'] })).toMatchObject({
    name: 'users',
    image: 'registry.example.com/shop/users:1.4.2',
    imagePullPolicy: 'Always',
    command: ['run'],
    args: ['-v'],
    ports: [{ name: 'http', containerPort: 8080, protocol: 'TCP' }],
  });
});

test('its container has the name that is said', () => {
  expect(main({ names: { container: 'app' } }).name).toBe('app');
});

test('what is not asked for is not written', () => {
  const fields = Object.keys(container(users({ ports: {}, probes: { liveness: 'none' } })));
  expect(fields.sort()).toEqual(['image', 'imagePullPolicy', 'name', 'resources', 'securityContext']);
  for (const field of ['initContainers', 'volumes', 'nodeSelector', 'tolerations', 'affinity']) {
    expect(pod()).not.toHaveProperty(field);
  }
});

test('it has all three probes', () => {
  expect(main()).toMatchObject({
    startupProbe: { httpGet: { path: '/livez', port: 'http' }, failureThreshold: 60 },
    readinessProbe: { httpGet: { path: '/readyz', port: 'http' } },
    livenessProbe: { httpGet: { path: '/livez', port: 'http' } },
  });
});

describe('when it is told to stop', () => {
  test('it serves on for ten seconds, and then has time for the last request', () => {
    expect(main()).toMatchObject({ lifecycle: { preStop: { sleep: { seconds: 10 } } } });
    expect(pod().terminationGracePeriodSeconds).toBe(40);
  });

  test('it does so for as long as is said', () => {
    const shutdown = { drain: Duration.seconds(3), requestTimeout: Duration.seconds(4) };
    expect(main({ shutdown })).toMatchObject({ lifecycle: { preStop: { sleep: { seconds: 3 } } } });
    expect(pod({ shutdown }).terminationGracePeriodSeconds).toBe(7);
  });

  test('a worker stops at once', () => {
    expect(main({ ports: { metrics: 9100 } })).not.toHaveProperty('lifecycle');
  });
});

describe('a change of configuration', () => {
  const config = { A: 1 };
  const checksum = { 'checksum/config': expect.stringMatching(/^[0-9a-f]{10}$/) };

  test('rolls the pods by the ConfigMap’s name', () => {
    expect(annotations({ config })).toEqual({});
  });

  test('rolls the pods by its checksum, under a fixed name', () => {
    const configAs = { as: 'env', reload: 'restart' } as const;
    expect(annotations({ config, configAs })).toEqual(checksum);
    expect(annotations({ config: { A: 2 }, configAs })).not.toEqual(annotations({ config, configAs }));
    expect(annotations({ config: {}, configAs })).toEqual({});
  });

  test('does not roll the pods where it is live', () => {
    expect(annotations({ config, configAs: { as: 'files', reload: 'live' } })).toEqual({});
  });
});

describe('a change of a literal secret', () => {
  const secrets = { A: { literal: 'x' } };

  test('rolls the pods that have it as a variable, without telling it', () => {
    const found = annotations({ secrets, secretsAs: { as: 'env' } });
    expect(found).toEqual({ 'checksum/secrets': expect.stringMatching(/^[0-9a-f]{10}$/) });
    expect(annotations({ secrets: { A: { literal: 'y' } }, secretsAs: { as: 'env' } })).not.toEqual(found);
  });

  test('does not roll the pods that have it as a file, where it changes by itself', () => {
    expect(annotations({ secrets })).toEqual({});
  });
});

describe('sidecars', () => {
  const proxy = { image: 'envoy:1.30', env: { A: 'b' }, ports: { admin: 9901 }, command: ['envoy'], args: ['-c'] };

  test('start before the service and stop after it', () => {
    expect(pod({ sidecars: { proxy } }).initContainers).toMatchObject([
      {
        name: 'proxy',
        ...proxy,
        env: [{ name: 'A', value: 'b' }],
        ports: [{ name: 'admin', containerPort: 9901, protocol: 'TCP' }],
        restartPolicy: 'Always',
        imagePullPolicy: 'Always',
        resources: { requests: { cpu: '50m' } },
        securityContext: { runAsNonRoot: true, readOnlyRootFilesystem: true },
      },
    ]);
  });

  test('write only what is asked for', () => {
    const [sidecar] = records(pod({ sidecars: { proxy: { image: 'envoy:1.30' } } }).initContainers);
    for (const field of ['command', 'args', 'env', 'ports', 'volumeMounts']) expect(sidecar).not.toHaveProperty(field);
  });

  test('have writable folders of their own', () => {
    const security = { writablePaths: ['/tmp'] };
    const written = pod({ security, sidecars: { proxy: { image: 'envoy:1.30', security } } });
    const [main] = records(records(written.containers)[0]?.volumeMounts);
    const [side] = records(records(written.initContainers)[0]?.volumeMounts);
    expect([main?.mountPath, side?.mountPath]).toEqual(['/tmp', '/tmp']);
    expect(main?.name).not.toBe(side?.name);
    expect(records(written.volumes).map(({ name }) => name)).toEqual([main?.name, side?.name]);
  });
});

describe('placement', () => {
  const labelSelector = { matchLabels: { 'app.kubernetes.io/instance': 'users' } };

  test('is on the environment’s own nodes, where it has some', () => {
    const tolerations = [{ key: 'pool', value: 'a', effect: 'NoSchedule' }, { key: 'spot' }] as const;
    expect(pod({}, { isolation: { nodes: { nodeSelector: { pool: 'a' }, tolerations } } })).toMatchObject({
      nodeSelector: { pool: 'a' },
      tolerations: [
        { key: 'pool', operator: 'Equal', value: 'a', effect: 'NoSchedule' },
        { key: 'spot', operator: 'Exists' },
      ],
    });
    expect(pod({}, { isolation: { nodes: { nodeSelector: { pool: 'a' } } } })).not.toHaveProperty('tolerations');
  });

  test('is spread over zones and nodes, where the tier says so', () => {
    const spread = (topologyKey: string): object => ({
      maxSkew: 1,
      topologyKey,
      whenUnsatisfiable: 'ScheduleAnyway',
      labelSelector,
      matchLabelKeys: ['pod-template-hash'],
    });
    expect(pod({}, { spread: true })).toMatchObject({
      topologySpreadConstraints: [spread('topology.kubernetes.io/zone'), spread('kubernetes.io/hostname')],
      affinity: {
        podAntiAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 100, podAffinityTerm: { topologyKey: 'kubernetes.io/hostname', labelSelector } },
          ],
        },
      },
    });
  });

  test('is anywhere in a cluster of the environment’s own', () => {
    expect(pod({}, { isolation: { cluster: { context: 'prod' } } })).not.toHaveProperty('nodeSelector');
  });
});
