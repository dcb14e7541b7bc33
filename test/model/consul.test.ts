import { Duration } from 'cdk8s';
import type { ConsulRegistrationOptions, Issue, Ports } from '../../lib/index';
import { type ResolvedRegistration, resolveConsul, resolveRegistration } from '../../lib/model/consul';
import { Issues } from '../../lib/model/issue';
import { resolvePorts } from '../../lib/model/ports';
import { type ProbeOptions, resolveProbes } from '../../lib/model/probes';
import { error, issuesOf, note, resolved } from '../support/testing';

const agents = { namespace: 'consul' };

interface Given {
  readonly options?: ConsulRegistrationOptions;
  readonly ports?: Ports;
  readonly probes?: ProbeOptions;
  readonly consulAvailable?: boolean;
}

const register =
  ({ options = {}, ports = { http: 8080 }, probes = {}, consulAvailable = true }: Given) =>
  (issues: Issues): ResolvedRegistration | undefined => {
    const open = resolved((none) => resolvePorts(ports, none));
    const context = { name: 'users', tags: ['dev', '1.0'], ports: open, consulAvailable };
    return resolveRegistration(
      options,
      { ...context, probes: resolved((none) => resolveProbes(probes, open, none)) },
      issues,
    );
  };
const problems = (given: Given): readonly Issue[] => issuesOf(register(given));

test('the agent is on port 8500 of the node, unless it is said', () => {
  const nodeCidrs = ['10.0.0.0/16'];
  expect(resolveConsul({ nodeCidrs, agents })).toEqual({
    nodeCidrs,
    agents,
    port: 8500,
    image: 'hashicorp/consul:1.21.0',
  });
  const given = { nodeCidrs, agents, port: 8501, image: 'consul:2', tokenSecret: 'consul-token' };
  expect(resolveConsul(given)).toEqual(given);
});

test('a service registers under its name, checked every 10 s for 10 s, and is forgotten after a minute', () => {
  expect(resolved(register({}))).toMatchObject({
    name: 'users',
    port: { name: 'http', containerPort: 8080 },
    tags: ['dev', '1.0'],
    checkPath: '/readyz',
    intervalSeconds: 10,
    timeoutSeconds: 10,
    deregisterAfterSeconds: 60,
  });
});

test('everything about it can be said', () => {
  const check = {
    path: '/health',
    interval: Duration.seconds(5),
    timeout: Duration.seconds(3),
    deregisterCriticalServiceAfter: Duration.minutes(5),
  };
  const options = { name: 'user-service', port: 'grpc', tags: ['blue', 'dev'], check };
  expect(resolved(register({ options, ports: { http: 8080, grpc: 9090 } }))).toMatchObject({
    name: 'user-service',
    port: { name: 'grpc' },
    tags: ['dev', '1.0', 'blue'],
    checkPath: '/health',
    intervalSeconds: 5,
    timeoutSeconds: 3,
    deregisterAfterSeconds: 300,
  });
});

test('what Consul would not take as time is raised to a minute, and told', () => {
  const given = { options: { check: { deregisterCriticalServiceAfter: Duration.seconds(15) } } };
  expect(problems(given)).toEqual([
    note('consul-deregister', "deregisterCriticalServiceAfter of 15 s is under Consul's minimum: raised to 60 s"),
  ]);
  expect(register(given)(new Issues(''))?.deregisterAfterSeconds).toBe(60);
});

test('a minute exactly is Consul’s own minimum', () => {
  expect(problems({ options: { check: { deregisterCriticalServiceAfter: Duration.seconds(60) } } })).toEqual([]);
});

test('the check asks what readiness asks, else the root', () => {
  const path = (probes: ProbeOptions): string | undefined => resolved(register({ probes }))?.checkPath;
  expect(path({ readiness: { http: '/up' } })).toBe('/up');
  expect(path({ readiness: { tcp: 'http' } })).toBe('/');
  expect(path({ readiness: 'none' })).toBe('/');
});

test.each([
  [{ amqp: 5672, grpc: 9090, http: 8080 }, 'http'],
  [{ amqp: 5672, grpc: 9090 }, 'grpc'],
  [{ amqp: 5672 }, 'amqp'],
])('of %j, %s is registered', (ports: Ports, name) => {
  expect(resolved(register({ ports }))?.port.name).toBe(name);
});

test('refuses to register where there is no Consul', () => {
  expect(problems({ consulAvailable: false })).toEqual([
    error(
      'no-consul',
      'the service registers with Consul, and the environment has none: give the environment consul: { nodeCidrs, agents }',
    ),
  ]);
});

test('refuses to register a service without ports', () => {
  const probes: ProbeOptions = { liveness: { exec: ['true'] } };
  expect(problems({ ports: {}, probes })).toEqual([
    error('consul-port', 'the service registers a port with Consul, and its ports are none: give it one'),
  ]);
});

test('refuses to register a port that the service does not have', () => {
  expect(problems({ options: { port: 'web' }, ports: { http: 8080, grpc: 9090 } })).toEqual([
    error(
      'consul-port',
      "the service registers port 'web' with Consul, and its ports are 'http', 'grpc': name one of them",
    ),
  ]);
});
