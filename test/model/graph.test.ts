import { type Environment, External, KafkaTopic, type Microservice, ServiceGraph } from 'cdk8s-fairway';
import { knownByName } from '../../lib/model/graph';
import { environment, microservice, platform } from '../support/testing';

interface Shop {
  readonly dev: Environment;
  readonly users: Microservice;
  readonly orders: Microservice;
  readonly stripe: External;
  readonly events: KafkaTopic;
}

/** orders calls users on both ports and stripe, and writes events, which users reads; users calls orders back. */
function shop(): Shop {
  const dev = environment(platform);
  const events = new KafkaTopic(dev, 'events');
  const stripe = new External(dev, 'stripe', { host: 'api.stripe.com', cidrs: ['203.0.113.0/24'] });
  const users = microservice(dev, 'users', { ports: { http: 8080, grpc: 9090 }, consumes: [events] });
  const orders = microservice(dev, 'orders', {
    ports: { http: 8080 },
    upstreams: [{ service: users, port: 'grpc' }, { service: users, port: 'http', variable: 'U' }, stripe],
    produces: [events],
  });
  users.addUpstream(orders);
  return { dev, users, orders, stripe, events };
}

const { dev, users, orders, stripe, events } = shop();
const { graph } = dev;
const names = (nodes: readonly { readonly name: string }[]): readonly string[] => nodes.map(({ name }) => name);

test('an empty graph knows nobody', () => {
  const empty = new ServiceGraph();
  expect([empty.services, empty.topics, empty.externals, empty.edges, empty.edgesFrom('dev/users')]).toEqual([
    [],
    [],
    [],
    [],
    [],
  ]);
});

test('a node is found by its construct and by its path', () => {
  expect(graph.node(users)).toMatchObject({ kind: 'service', name: 'users', path: 'dev/users' });
  expect(graph.node('dev/events')).toMatchObject({ kind: 'topic', name: 'events' });
  expect(graph.node(stripe)).toMatchObject({ kind: 'external', name: 'stripe' });
  expect(graph.node('dev/nobody')).toBeUndefined();
});

test('a service is found by its name', () => {
  expect(graph.service('users')?.path).toBe('dev/users');
  expect(graph.service('events')).toBeUndefined();
});

test('nodes are told apart by kind, in order of declaration', () => {
  expect(names(graph.services)).toEqual(['users', 'orders']);
  expect(names(graph.topics)).toEqual(['events']);
  expect(names(graph.externals)).toEqual(['stripe']);
});

test('every edge is there once', () => {
  const words = graph.edges.map(({ kind, from, to }) => `${from.name} ${kind} ${to.name}`);
  expect(words.sort()).toEqual([
    'orders calls users',
    'orders calls users',
    'orders external stripe',
    'orders produces events',
    'users calls orders',
    'users consumes events',
  ]);
});

test('edges are found from both ends', () => {
  expect(graph.edgesFrom(orders).map(({ kind }) => kind)).toEqual(['calls', 'calls', 'external', 'produces']);
  expect(graph.edgesTo(users).map(({ kind }) => kind)).toEqual(['calls', 'calls']);
  expect(graph.edgesTo('dev/events').map(({ from }) => from.name)).toEqual(['users', 'orders']);
  expect([graph.edgesFrom('dev/nobody'), graph.edgesTo('dev/nobody')]).toEqual([[], []]);
});

test('calls carry their port and the stem of their variables', () => {
  expect(graph.callsFrom(orders).map(({ port, variable }) => [port.name, variable])).toEqual([
    ['grpc', 'USERS'],
    ['http', 'U'],
  ]);
  expect(graph.callsTo(orders)).toMatchObject([
    { from: { name: 'users' }, port: { name: 'http' }, variable: 'ORDERS' },
  ]);
});

test('callers and upstreams stand once each, even in a circle', () => {
  expect(names(graph.callersOf(users))).toEqual(['orders']);
  expect(names(graph.upstreamsOf(orders))).toEqual(['users']);
  expect(names(graph.callersOf(orders))).toEqual(['users']);
  expect(names(graph.upstreamsOf(users))).toEqual(['orders']);
});

test('a topic knows who writes and who reads it', () => {
  expect(names(graph.producersOf(events))).toEqual(['orders']);
  expect(names(graph.consumersOf(events))).toEqual(['users']);
});

test('a service knows its topics and what it calls outside', () => {
  expect(graph.topicsOf(users).map(({ kind, to }) => [kind, to.name])).toEqual([['consumes', 'events']]);
  expect(graph.externalsOf(orders).map(({ to, variable }) => [to.name, variable])).toEqual([['stripe', 'STRIPE']]);
  expect([graph.topicsOf('dev/nobody'), graph.externalsOf(users)]).toEqual([[], []]);
});

describe('an edge that is said again', () => {
  const twice = (add: (scope: Environment) => void): readonly string[] => {
    const scope = environment(platform);
    add(scope);
    return scope.graph.edges.map(({ kind, from, to }) => `${from.name} ${kind} ${to.name}`);
  };
  const ports = { http: 8080, grpc: 9090 };

  test('is one edge: of a call', () => {
    const words = twice((scope) => {
      const upstream = { service: microservice(scope, 'b', { ports }), port: 'http' };
      microservice(scope, 'a', { upstreams: [upstream] }).addUpstream(upstream);
    });
    expect(words).toEqual(['a calls b']);
  });

  test('is one edge: to an external system', () => {
    const words = twice((scope) => {
      const external = new External(scope, 'x', { host: 'x.example', cidrs: ['203.0.113.0/24'] });
      microservice(scope, 'a', { upstreams: [external, external] });
    });
    expect(words).toEqual(['a external x']);
  });

  test('is one edge: to a topic', () => {
    const words = twice((scope) => {
      const topic = new KafkaTopic(scope, 't');
      microservice(scope, 'a', { produces: [topic, topic], consumes: [topic, topic] });
    });
    expect(words).toEqual(['a produces t', 'a consumes t']);
  });

  test('is what is said last, and keeps what is not said again', () => {
    const scope = environment({ ...platform, keda: true });
    const service = microservice(scope, 'b', { ports: { http: 8080 } });
    const topic = new KafkaTopic(scope, 't');
    const a = microservice(scope, 'a', { upstreams: [service], consumes: [topic] });
    a.addUpstream({ service, retries: 2 });
    a.addConsumes({ topic, lagThreshold: 5 });
    a.addConsumes(topic);
    expect(scope.graph.callsTo(service)).toMatchObject([{ retries: 2 }]);
    expect(scope.graph.topicsOf(a)).toMatchObject([{ kind: 'consumes', lagThreshold: 5 }]);
    expect(scope.graph.edgesTo(topic)).toEqual(scope.graph.topicsOf(a));
  });

  test('is another edge on another port or under another name', () => {
    const words = twice((scope) => {
      const service = microservice(scope, 'b', { ports });
      const upstreams = [
        { service, port: 'http' },
        { service, port: 'grpc' },
        { service, port: 'http', variable: 'C' },
      ];
      microservice(scope, 'a', { upstreams });
    });
    expect(words).toHaveLength(3);
  });
});

describe('what the platform does by itself', () => {
  const scope = environment(platform);
  const ports = { http: 8080, metrics: 9100 };
  const entered = microservice(scope, 'entered', { ports, ingress: {} });
  const plain = microservice(scope, 'plain', { ports: { http: 8080 } });

  test('is an edge from the gateway and one from the scraper', () => {
    expect(scope.graph.platformEdgesTo(entered)).toMatchObject([
      { kind: 'enters', from: { kind: 'gateway', peer: platform.routing.controller }, port: { name: 'http' } },
      {
        kind: 'scrapes',
        from: { kind: 'scraper', peer: { namespace: 'monitoring', podLabels: { app: 'prometheus' } } },
        port: { name: 'metrics' },
      },
    ]);
    expect(scope.graph.platformEdgesTo(plain)).toEqual([]);
  });

  test('is none of the edges that services declare', () => {
    expect(scope.graph.edges).toEqual([]);
    expect(scope.graph.edgesTo(entered)).toEqual([]);
  });

  test('comes from nodes of the graph', () => {
    expect(scope.graph.node('dev#gateway')).toMatchObject({ kind: 'gateway', name: 'gateway' });
    expect(scope.graph.node('dev#scraper')).toMatchObject({ kind: 'scraper', name: 'prometheus' });
    expect(scope.graph.services.map(({ name }) => name)).toEqual(['entered', 'plain']);
  });

  test('is a scraper without labels where none are said', () => {
    const dev = environment({ monitoring: { namespace: 'monitoring' } });
    const [edge] = dev.graph.platformEdgesTo(microservice(dev, 'a', { ports: { metrics: 9100 } }));
    expect(edge?.from.peer).toEqual({ namespace: 'monitoring' });
  });
});

test('only a system without networks and pods is known by its name alone', () => {
  const system = { name: 'db', host: 'db.example', port: 443, protocol: 'https', cidrs: [] } as const;
  expect(knownByName(system)).toBe(true);
  expect(knownByName({ ...system, cidrs: ['10.0.0.0/8'] })).toBe(false);
  expect(knownByName({ ...system, pods: { namespace: 'data' } })).toBe(false);
});
