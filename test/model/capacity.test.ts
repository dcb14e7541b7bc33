import type { EnvironmentProps, MicroserviceProps } from 'cdk8s-fairway';
import { type Capacity, containersOf, peakCapacity, podCapacity, withHeadroom } from '../../lib/model/capacity';
import type { ResolvedMicroservice } from '../../lib/model/microservice';
import { users } from '../support/testing';

const MEBI = 2 ** 20;
const service = (
  props: Partial<MicroserviceProps> = {},
  environment: Partial<EnvironmentProps> = {},
): ResolvedMicroservice => users(props, environment).resolved;

const exact = { cpu: '100m', memory: '10Mi', ephemeralStorage: '1Mi' };
const sidecar = { image: 'proxy:1', resources: { cpu: '7m', cpuLimit: '9m', memory: '3Mi', ephemeralStorage: '2Mi' } };

test('a pod asks for its container', () => {
  expect(podCapacity(service({ resources: exact }))).toEqual({
    cpuMillis: 100,
    cpuLimitMillis: 400,
    memoryBytes: 10 * MEBI,
    memoryLimitBytes: 10 * MEBI,
    ephemeralBytes: MEBI,
    pods: 1,
  });
});

test('a pod asks for its sidecars too, which run beside the container', () => {
  expect(podCapacity(service({ resources: exact, sidecars: { proxy: sidecar } }))).toMatchObject({
    cpuMillis: 107,
    cpuLimitMillis: 409,
    memoryBytes: 13 * MEBI,
    ephemeralBytes: 3 * MEBI,
  });
});

test('and for the container that registers it', () => {
  const registered = service({ resources: exact, ports: { http: 8080 }, consul: true });
  expect(containersOf(registered)).toHaveLength(2);
  expect(podCapacity(registered)).toMatchObject({
    cpuMillis: 120,
    cpuLimitMillis: 600,
    memoryBytes: 138 * MEBI,
    ephemeralBytes: 33 * MEBI,
  });
});

test('the container that registers has no CPU limit where its service has none', () => {
  const registered = service({ ports: { http: 8080 }, consul: true }, { cpuLimits: false });
  expect(containersOf(registered).map(({ cpuLimitMillis }) => cpuLimitMillis)).toEqual([undefined, undefined]);
});

test('one container without a CPU limit leaves its pod without one', () => {
  const pod = podCapacity(service({ resources: { ...exact, cpuLimit: 'none' }, sidecars: { proxy: sidecar } }));
  expect(pod).not.toHaveProperty('cpuLimitMillis');
});

describe('all services at once', () => {
  const peak = (...replicas: readonly MicroserviceProps['replicas'][]): Capacity =>
    peakCapacity(replicas.map((count) => service({ resources: exact, replicas: count! })));

  test('need their fixed number of pods, and one more each to roll', () => {
    expect(peak(2, 3)).toMatchObject({ pods: 7, cpuMillis: 700, cpuLimitMillis: 2800, memoryBytes: 70 * MEBI });
  });

  test('need the most that an autoscaler starts', () => {
    expect(peak({ min: 1, max: 9 })).toMatchObject({ pods: 10, cpuMillis: 1000 });
  });

  test('need all pods twice where the way in divides the requests of a canary', () => {
    const ports = { http: 8080, metrics: 9100 };
    const divided = (...more: readonly Partial<MicroserviceProps>[]): Capacity =>
      peakCapacity(
        more.map((props) =>
          service({ resources: exact, ports, ingress: {}, ...props }, { rollout: { canary: { traffic: 'routes' } } }),
        ),
      );
    expect(divided({ replicas: 3 }, { replicas: { min: 1, max: 9 } })).toMatchObject({ pods: 24, cpuMillis: 2400 });
    expect(divided({ replicas: 1 }).pods).toBe(2);
    expect(divided({ replicas: 0 }).pods).toBe(0);
  });

  test('need nothing for a service of no pods', () => {
    expect(peak(0)).toMatchObject({ pods: 0, cpuMillis: 0, memoryBytes: 0 });
  });

  test('need nothing where there is none', () => {
    expect(peak()).toMatchObject({ pods: 0, cpuMillis: 0, cpuLimitMillis: 0, memoryBytes: 0, ephemeralBytes: 0 });
  });
});

test('headroom is rounded up: pods whole, CPU to thousandths, bytes to MiB', () => {
  const capacity = { ...podCapacity(service({ resources: exact })), pods: 7 };
  expect(withHeadroom(capacity, 25)).toEqual({
    cpuMillis: 125,
    cpuLimitMillis: 500,
    memoryBytes: 13 * MEBI,
    memoryLimitBytes: 13 * MEBI,
    ephemeralBytes: 2 * MEBI,
    pods: 9,
  });
});

test('headroom adds no CPU limit where there is none', () => {
  const capacity = podCapacity(service({ resources: { ...exact, cpuLimit: 'none' } }));
  expect(withHeadroom(capacity, 25)).not.toHaveProperty('cpuLimitMillis');
});

test('no headroom leaves the sum as it is', () => {
  const capacity = podCapacity(service({ resources: exact }));
  expect(withHeadroom(capacity, 0)).toEqual(capacity);
});
