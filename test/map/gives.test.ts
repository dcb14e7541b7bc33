import { Duration } from 'cdk8s';
import { type Environment, External } from 'cdk8s-fairway';
import { type Json, record, records } from '../support/manifest';
import { environment, gatewayRouting, microservice, objectsUnder, platform, tracing } from '../support/testing';
import { everything, mapOf } from './maps';

/** A line of what an edge gave, taken apart: `NetworkPolicy users: in from orders, TCP 9090`. */
interface Given {
  readonly kind: string;
  readonly name: string;
  readonly text: string;
}

function givenBy(environment: Environment): readonly Given[] {
  return mapOf(environment).edges.flatMap(({ gives }) =>
    gives.map((line) => {
      const [, kind = '', name = '', text = ''] = /^(\w+) (\S+): (.+)$/.exec(line) ?? [];
      return { kind, name, text };
    }),
  );
}

function find(objects: readonly Json[], kind: string, name: string): Json | undefined {
  return objects.find((object) => object.kind === kind && record(object.metadata).name === name);
}

function variablesOf(deployment: Json): readonly string[] {
  const [container = {}] = records(record(record(record(deployment.spec).template).spec).containers);
  return records(container.env).map(({ name, value }) => `${String(name)}=${String(value)}`);
}

/** The ports of a policy's rules in one direction, without the rules for DNS and for the mesh's control plane. */
function portsOf(policy: Json, direction: 'ingress' | 'egress'): readonly string[] {
  const rules = records(record(policy.spec)[direction]).map(({ ports }) => records(ports));
  const own = rules.filter((ports) => !ports.some(({ port }) => [53, 15012, 8501].includes(Number(port))));
  return own.map((ports) => `${String(ports[0]?.protocol)} ${ports.map(({ port }) => String(port)).join(' and ')}`);
}

describe.each([
  ['Ingress', everything()],
  ['Gateway', everything({ routing: gatewayRouting })],
  ['Istio', everything({ mesh: { kind: 'istio' } })],
  ["Consul's mesh", everything({ mesh: { kind: 'consul', controlPlane: { namespace: 'consul' } } })],
])('what the edges gave, with %s', (_name, dev) => {
  const objects = objectsUnder(dev);
  const given = givenBy(dev);

  test('stands in objects that are written', () => {
    const missing = given.filter(({ kind, name }) => find(objects, kind, name) === undefined);
    expect(missing).toEqual([]);
  });

  test('are all variables that the library sets, but for those of its own ports', () => {
    const names = mapOf(dev).nodes.flatMap(({ id, name }) => (id.startsWith('service:') ? [name] : []));
    const written = names.flatMap((name) =>
      variablesOf(find(objects, 'Deployment', name)!).map((variable) => `${name}: ${variable}`),
    );
    const ownPort = /: [A-Z]+_PORT=\d+$/;
    const said = given.flatMap(({ kind, name, text }) =>
      kind === 'Deployment' && text.includes('=') ? [`${name}: ${text}`] : [],
    );
    expect([...new Set(said)].sort()).toEqual(written.filter((variable) => !ownPort.test(variable)).sort());
  });

  test('are all rules of the network, and no other', () => {
    const policies = given.filter(({ kind }) => kind === 'NetworkPolicy');
    const names = [...new Set(policies.map(({ name }) => name))];
    for (const name of names) {
      const policy = find(objects, 'NetworkPolicy', name)!;
      for (const [word, direction] of [
        ['in', 'ingress'],
        ['out', 'egress'],
      ] as const) {
        const lines = policies.filter((line) => line.name === name && line.text.startsWith(`${word} `));
        const ports = lines.map(({ text }) => /(TCP|UDP) [\d and]+$/.exec(text)?.[0]);
        expect(ports.sort()).toEqual([...portsOf(policy, direction)].sort());
      }
    }
    expect(names.sort()).toEqual(['mailer', 'orders', 'users']);
  });

  test('are all rights on the broker, and no other', () => {
    for (const name of ['dev-orders', 'dev-mailer']) {
      const user = find(objects, 'KafkaUser', name)!;
      const written = records(record(record(user.spec).authorization).acls).map(({ operations, resource }) => {
        const { type, name: on } = record(resource);
        return `${(operations as readonly string[]).join(' and ')} on ${String(type)} ${String(on)}`;
      });
      const said = given.filter((line) => line.kind === 'KafkaUser' && line.name === name).map(({ text }) => text);
      expect(said.sort()).toEqual(written.sort());
    }
  });
});

test('an edge gives the alerts of what its caller counts on', () => {
  const dev = environment({ ...platform, tracing });
  const slo = { availability: 99.9, latency: { quantile: 0.99, under: Duration.millis(200) } };
  const bank = new External(dev, 'bank', { host: 'api.bank.example', cidrs: ['203.0.113.0/24'] });
  const users = microservice(dev, 'users', { ports: { grpc: 9090 } });
  microservice(dev, 'orders', {
    upstreams: [
      { service: users, slo },
      { service: bank, slo: { availability: 99 } },
    ],
  });
  expect(givenBy(dev).filter(({ kind }) => kind === 'PrometheusRule')).toEqual([
    {
      kind: 'PrometheusRule',
      name: 'orders',
      text: '99.9 % availability, 99 % within 0.2 s of users, by the spans of orders',
    },
    { kind: 'PrometheusRule', name: 'orders', text: '99 % availability of bank, by the spans of orders' },
  ]);
  const rule = JSON.stringify(find(objectsUnder(dev), 'PrometheusRule', 'orders'));
  for (const upstream of ['users', 'bank']) expect(rule).toContain(`"upstream":"${upstream}"`);
});
