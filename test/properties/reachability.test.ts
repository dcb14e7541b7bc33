import { ApiObject } from 'cdk8s';
import { App, Environment, External, Microservice, type Routing, tiers } from 'cdk8s-fairway';
import fc from 'fast-check';
import type { Manifest } from '../support/manifest';
import { type Endpoint, networkOf, type PodEndpoint, podsOf } from '../support/reachability';

/** A random system: who calls whom on which port, who is entered from outside, scraped, or goes out. */
interface Plan {
  readonly services: readonly {
    readonly ports: readonly number[];
    readonly entered: boolean;
    readonly scraped: boolean;
    readonly goesOut: boolean;
  }[];
  /** Caller, callee and the index of the callee's port, each by remainder. */
  readonly calls: readonly (readonly [number, number, number])[];
}

const PORTS = [8080, 8081, 9090, 5432];
const METRICS = 9100;
const controller = { namespace: 'ingress-nginx', podLabels: { app: 'nginx' } };
const routing: Routing = { kind: 'ingress', ingressClassName: 'nginx', controller, tls: 'none' };
const monitoring = { namespace: 'monitoring', podLabels: { app: 'prometheus' } };
const OUTSIDE = { ip: '203.0.113.9' };

const plans: fc.Arbitrary<Plan> = fc.record({
  services: fc.array(
    fc.record({
      ports: fc.uniqueArray(fc.constantFrom(...PORTS), { maxLength: 3 }),
      entered: fc.boolean(),
      scraped: fc.boolean(),
      goesOut: fc.boolean(),
    }),
    { minLength: 1, maxLength: 8 },
  ),
  calls: fc.array(fc.tuple(fc.nat(7), fc.nat(7), fc.nat(2)), { maxLength: 16 }),
});

const portName = (port: number): string => `p${port}`;

/** Builds the plan in two environments of one cluster and gives what may be reached, as `from -> to:port`. */
function build(plan: Plan): { readonly manifests: readonly Manifest[]; readonly declared: ReadonlySet<string> } {
  const app = new App({ onIssue: () => undefined });
  const declared = new Set<string>();
  const environments = ['dev', 'test'].map((name) => {
    const environment = new Environment(app, name, { ...tiers.dev, domain: `${name}.example`, routing, monitoring });
    fill(environment, plan, declared);
    return environment;
  });
  const objects = environments.flatMap((environment) => environment.node.findAll().filter(ApiObject.isApiObject));
  const relevant = objects.filter(({ kind }) => ['Namespace', 'NetworkPolicy', 'Deployment'].includes(kind));
  return { manifests: relevant.map((object) => object.toJson() as Manifest), declared };
}

function fill(environment: Environment, { services, calls }: Plan, declared: Set<string>): void {
  const at = environment.node.id;
  const partner = new External(environment, 'partner', { host: 'partner.example', cidrs: ['203.0.113.0/24'] });
  const made = services.map((service, index) => {
    const name = `s${index}`;
    for (const line of declaredOf(service, `${at}/${name}`)) declared.add(line);
    const { ports, entered, scraped, goesOut } = service;
    return new Microservice(environment, name, {
      image: 'registry.example.com/a:1',
      ports: {
        ...Object.fromEntries(ports.map((port) => [portName(port), port])),
        ...(scraped && { metrics: METRICS }),
      },
      ...(entered && ports[0] && { ingress: { path: `/${name}`, port: portName(ports[0]) } }),
      upstreams: goesOut ? [partner] : [],
    });
  });
  for (const [caller, callee, index] of calls) {
    const from = caller % made.length;
    const to = callee % made.length;
    const ports = services[to]!.ports;
    const port = ports[index % Math.max(ports.length, 1)];
    if (port === undefined) continue;
    made[from]!.addUpstream({ service: made[to]!, port: portName(port) });
    declared.add(`${at}/s${from} -> ${at}/s${to}:${port}`);
  }
}

/** What a service may reach or be reached by, beside its calls. */
function declaredOf({ ports, entered, scraped, goesOut }: Plan['services'][number], name: string): readonly string[] {
  return [
    ...(entered && ports[0] ? [`gateway -> ${name}:${ports[0]}`] : []),
    ...(scraped ? [`prometheus -> ${name}:${METRICS}`] : []),
    ...(goesOut ? [`${name} -> outside:443`] : []),
  ];
}

function reached(manifests: readonly Manifest[]): ReadonlySet<string> {
  const network = networkOf([...manifests]);
  const pods = podsOf([...manifests]);
  const gateway: PodEndpoint = { namespace: controller.namespace, labels: controller.podLabels };
  const prometheus: PodEndpoint = { namespace: monitoring.namespace, labels: monitoring.podLabels };
  const stranger: PodEndpoint = { namespace: 'elsewhere', labels: { app: 'nginx' } };
  const named = new Map<string, Endpoint>([
    ...pods.map((pod) => [`${pod.namespace}/${pod.labels['app.kubernetes.io/instance']}`, pod] as const),
    ['gateway', gateway],
    ['prometheus', prometheus],
    ['stranger', stranger],
    ['outside', OUTSIDE],
  ]);
  const pairs = [...named].flatMap(([source, from]) =>
    [...named]
      .filter(([target]) => source.includes('/') || target.includes('/'))
      .map(([target, to]) => ({ name: `${source} -> ${target}`, from, to })),
  );
  const found = pairs.flatMap(({ name, from, to }) =>
    [...PORTS, METRICS, 443].filter((port) => network.canConnect(from, to, port)).map((port) => `${name}:${port}`),
  );
  return new Set(found);
}

test('who can reach whom by the emitted policies is exactly what the graph says, in a thousand random systems', () => {
  fc.assert(
    fc.property(plans, (plan) => {
      const { manifests, declared } = build(plan);
      expect([...reached(manifests)].sort()).toEqual([...declared].sort());
    }),
    { numRuns: 1000 },
  );
});

test('every pod can ask the cluster for a name, and nothing else on its port', () => {
  const { manifests } = build({
    services: [{ ports: [8080], entered: false, scraped: false, goesOut: false }],
    calls: [],
  });
  const network = networkOf([...manifests]);
  const dns: PodEndpoint = { namespace: 'kube-system', labels: { 'k8s-app': 'kube-dns' } };
  const other: PodEndpoint = { namespace: 'kube-system', labels: { app: 'other' } };
  for (const pod of podsOf([...manifests])) {
    expect(network.canConnect(pod, dns, 53, 'UDP')).toBe(true);
    expect(network.canConnect(pod, dns, 53, 'TCP')).toBe(true);
    expect(network.canConnect(pod, dns, 443)).toBe(false);
    expect(network.canConnect(pod, other, 53, 'UDP')).toBe(false);
  }
});

test('a derivation that forgets the callers is found out', () => {
  const { manifests, declared } = build({
    services: [
      { ports: [8080], entered: false, scraped: false, goesOut: false },
      { ports: [9090], entered: false, scraped: false, goesOut: false },
    ],
    calls: [[0, 1, 0]],
  });
  const broken = manifests.map((manifest) =>
    manifest.kind === 'NetworkPolicy' ? { ...manifest, spec: { ...(manifest.spec as object), ingress: [] } } : manifest,
  );
  expect(declared.size).toBe(2);
  expect([...reached(broken)]).not.toEqual([...declared]);
});
