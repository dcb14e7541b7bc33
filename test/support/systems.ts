import {
  type ConfigAs,
  Environment,
  type EnvironmentProps,
  KafkaTopic,
  Microservice,
  type MicroserviceProps,
  type Tier,
  tiers,
} from 'cdk8s-fairway';
import { Construct } from 'constructs';
import fc from 'fast-check';
import { configValues, nastyTexts } from './nasty-texts';
import { gatewayRouting, platform } from './testing';

/** A random service; whom it talks to is in the plan. */
interface ServicePlan {
  readonly name: string;
  readonly props: Omit<MicroserviceProps, 'image' | 'upstreams' | 'produces' | 'consumes'>;
}

/** A random system, valid by construction: services and topics are named by their index. */
export interface Plan {
  readonly environment: Partial<EnvironmentProps>;
  readonly services: readonly ServicePlan[];
  /** Caller, callee and which of its ports, each by remainder. */
  readonly calls: readonly (readonly [number, number, number])[];
  /** Writer, reader and the reader's choices, by remainder. */
  readonly topics: readonly { readonly writer: number; readonly reader: number; readonly deadLetter: boolean }[];
}

const names = fc.stringMatching(/^[a-z]([-a-z0-9]{0,20}[a-z0-9])?$/);

const ports: fc.Arbitrary<NonNullable<MicroserviceProps['ports']>> = fc
  .uniqueArray(
    fc.record({
      name: fc.oneof(
        fc.constantFrom('http', 'grpc', 'metrics', 'http-admin', 'amqp'),
        fc.stringMatching(/^[a-z][a-z0-9]{0,14}$/),
      ),
      containerPort: fc.integer({ min: 1024, max: 9999 }),
      moved: fc.boolean(),
      protocol: fc.option(fc.constantFrom('http', 'grpc', 'tcp', 'udp'), { nil: undefined, freq: 2 }),
    }),
    { maxLength: 4, selector: ({ name }) => name, comparator: Object.is },
  )
  .map((list) => list.filter((port, at) => list.findIndex((o) => o.containerPort === port.containerPort) === at))
  .map((list) =>
    Object.fromEntries(
      list.map(({ name, containerPort, moved, protocol }) => [
        name,
        {
          containerPort,
          ...(moved && { port: containerPort + 10_000 }),
          // What Prometheus scrapes is HTTP.
          ...(protocol && name !== 'metrics' && { protocol }),
          // The platform calls ports of http and grpc, and knows no signer.
          ...(moved && !protocol && !/^(http|grpc|metrics)/.test(name) && { tls: true }),
        },
      ]),
    ),
  );

const resources: fc.Arbitrary<NonNullable<MicroserviceProps['resources']>> = fc.oneof(
  fc.constantFrom('xs', 's', 'm', 'l', 'xl'),
  fc.record({
    cpu: fc.integer({ min: 1, max: 4000 }).map((millis) => `${millis}m`),
    cpuLimit: fc.constantFrom('none', '4', '12.5', '5000m'),
    memory: fc.integer({ min: 1, max: 4096 }).map((mebi) => `${mebi}Mi`),
    memoryLimit: fc.constantFrom('5Gi', '5G', '6442450944'),
  }),
);

const configAs: fc.Arbitrary<ConfigAs> = fc.constantFrom<ConfigAs[]>(
  { as: 'env' },
  { as: 'env', reload: 'restart' },
  { as: 'files' },
  { as: 'files', path: '/app', reload: 'live' },
);

const secrets = (literals: boolean): fc.Arbitrary<NonNullable<MicroserviceProps['secrets']>> =>
  fc.dictionary(
    fc.stringMatching(/^S[-_A-Z0-9]{0,8}$/),
    fc.oneof(
      fc.record({ key: nastyTexts, property: nastyTexts }),
      fc.record({ existingSecret: names, key: fc.constantFrom('password', 'tls.key') }),
      ...(literals ? [fc.uuid().map((literal) => ({ literal }))] : []),
    ),
    { maxKeys: 4 },
  );

const props = (literals: boolean): fc.Arbitrary<ServicePlan['props']> =>
  fc
    .record({
      ports,
      as: configAs,
      variables: configValues('env'),
      files: configValues('files'),
      secrets: secrets(literals),
      secretsAs: fc.constantFrom({ as: 'env' } as const, { as: 'files' } as const),
      replicas: fc.oneof(
        fc.nat(5),
        fc.record({ min: fc.integer({ min: 1, max: 4 }), max: fc.integer({ min: 5, max: 9 }) }),
      ),
      resources,
      sidecars: fc.dictionary(
        fc.stringMatching(/^p[a-z]{0,8}-sidecar$/),
        fc.record({ image: fc.constant('proxy:1.0'), resources, env: fc.dictionary(fc.constant('A'), nastyTexts) }),
        { maxKeys: 2 },
      ),
      args: fc.array(nastyTexts, { maxLength: 3 }),
      writablePaths: fc.uniqueArray(fc.constantFrom('/tmp', '/var/cache', '/'), { maxLength: 2 }),
      entered: fc.boolean(),
      registered: fc.boolean(),
    })
    .map(({ as, variables, files, writablePaths, entered, registered, ...rest }) => {
      const reached = entered && hasPort(rest.ports, 'http', 'grpc');
      return {
        ...rest,
        configAs: as,
        config: as.as === 'env' ? variables : files,
        security: { writablePaths },
        ...(reached && { ingress: { host: `${Object.keys(rest.ports)[0]}.shop.example` } }),
        ...(registered && hasPort(rest.ports, 'http', 'grpc') && { consul: true as const }),
      };
    });

function hasPort(given: NonNullable<MicroserviceProps['ports']>, ...wanted: readonly string[]): boolean {
  return wanted.some((name) => name in given && (given[name] as { protocol?: string }).protocol === undefined);
}

const environments = (tier: Tier): fc.Arbitrary<Partial<EnvironmentProps>> =>
  fc.record({
    tier: fc.constant(tier),
    rollout: fc.constantFrom(tiers[tier].rollout, { canary: { traffic: 'routes' as const } }),
    routing: fc.constantFrom(platform.routing, gatewayRouting, { ...gatewayRouting, tls: 'none' as const }),
    cpuLimits: fc.boolean(),
    quota: fc.nat(50).map((headroomPercent) => ({ headroomPercent })),
    platformConfig: configValues('env'),
    mesh: fc.constantFrom(
      undefined,
      { kind: 'istio' as const },
      { kind: 'consul' as const, controlPlane: { namespace: 'consul' } },
    ),
    isolation: fc.constantFrom('namespace' as const, { nodes: { nodeSelector: { pool: 'a' } } }),
    owner: fc.constantFrom(undefined, 'team-shop', 'yes', '1e3'),
    tracing: fc.constantFrom(undefined, { endpoint: 'http://collector.tracing.svc:4317', namespace: 'tracing' }),
    certificates: fc.constant({ issuer: { issuer: 'internal' }, authority: { configMap: 'signer' } }),
  });

/** Random systems of a tier, with none to twelve services. */
export function systems(tier: Tier, { literals = tier === 'dev', most = 12 } = {}): fc.Arbitrary<Plan> {
  return fc.record({
    environment: environments(tier),
    services: fc.uniqueArray(fc.record({ name: names, props: props(literals) }), {
      maxLength: most,
      selector: ({ name }) => name,
    }),
    calls: fc.array(fc.tuple(fc.nat(11), fc.nat(11), fc.nat(3)), { maxLength: 20 }),
    topics: fc.array(fc.record({ writer: fc.nat(11), reader: fc.nat(11), deadLetter: fc.boolean() }), { maxLength: 4 }),
  });
}

/** Random systems of any tier. */
export function systemsOfAnyTier(most: number): fc.Arbitrary<Plan> {
  return fc.constantFrom<Tier[]>('dev', 'staging', 'prod').chain((tier) => systems(tier, { most }));
}

const IMAGES = { dev: 'shop/a:0.1', staging: 'shop/a:release-v1', prod: 'shop/a:stable-1' };

/** Makes the system of a plan, its services declared in the order of the plan or backwards. */
export function build(scope: Construct, plan: Plan, order: 'forwards' | 'backwards' = 'forwards'): Environment {
  const tier = plan.environment.tier ?? 'dev';
  const environment = new Environment(scope, tier, { ...tiers[tier], ...platform, keda: true, ...plan.environment });
  const system = new Construct(environment, 'system');
  const made = new Map<string, Microservice>();
  for (const { name, props: own } of order === 'forwards' ? plan.services : plan.services.toReversed()) {
    made.set(name, new Microservice(system, name, { image: IMAGES[tier], ...own, ...entry(name, own) }));
  }
  connect(
    system,
    plan,
    plan.services.map(({ name }) => made.get(name)!),
  );
  return environment;
}

/** Services may share a host for http, but not a path on it; a gRPC service has a host of its own. */
function entry(name: string, { ingress, ports: open }: ServicePlan['props']): Pick<MicroserviceProps, 'ingress'> {
  if (!ingress) return {};
  const byPath = hasPort(open ?? {}, 'http', 'http-admin');
  return { ingress: byPath ? { ...ingress, path: `/${name}` } : { ...ingress, host: `${name}.grpc.example` } };
}

function connect(system: Construct, { calls, topics }: Plan, services: readonly Microservice[]): void {
  if (services.length === 0) return;
  const at = (index: number): Microservice => services[index % services.length]!;
  for (const [index, [caller, callee, port]] of calls.entries()) {
    const open = at(callee).resolved.servingPorts;
    if (open.length === 0) continue;
    at(caller).addUpstream({ service: at(callee), port: open[port % open.length]!.name, variable: `CALL_${index}` });
  }
  for (const [index, { writer, reader, deadLetter }] of topics.entries()) {
    const topic = new KafkaTopic(system, `topic-${index}`, { partitions: 1 + index });
    at(writer).addProduces(topic);
    at(reader).addConsumes({ topic, deadLetter, ...(index % 2 === 0 && { lagThreshold: 10 }) });
  }
}
