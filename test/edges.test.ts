import { Duration } from 'cdk8s';
import {
  type Environment,
  External,
  type Issue,
  KafkaTopic,
  type Microservice,
  type UpstreamOptions,
} from 'cdk8s-fairway';
import type { Json } from './support/manifest';
import { container, environment, error, microservice, objectsUnder, platform } from './support/testing';

const found = (dev: Environment, rule: string): readonly Issue[] => dev.issues.filter((issue) => issue.rule === rule);

describe('which port is called', () => {
  const call = (ports: Readonly<Record<string, number>>, port?: string): readonly Issue[] => {
    const dev = environment();
    const users = microservice(dev, 'users', { ports });
    microservice(dev, 'orders', { upstreams: [port === undefined ? users : { service: users, port }] });
    return found(dev, 'upstream-port');
  };
  const wrong = (message: string): readonly Issue[] => [error('upstream-port', message, 'dev/orders')];

  test('need not be said of a service that has one', () => {
    expect(call({ http: 8080, metrics: 9100 })).toEqual([]);
  });

  test('fails when it is not said of a service that has two', () => {
    expect(call({ http: 8080, grpc: 9090 })).toEqual(
      wrong(
        "it calls 'users' without saying a port, and the ports of 'users' are 'http', 'grpc': say which: { service: users, port: 'http' }",
      ),
    );
  });

  test.each(['web', 'metrics'])('fails when it is %s, which nobody may call', (port) => {
    expect(call({ http: 8080, metrics: 9100 }, port)).toEqual(
      wrong(
        `it calls 'users' on port '${port}', and the ports of 'users' are 'http': say which: { service: users, port: 'http' }`,
      ),
    );
  });

  test('fails for a service without ports', () => {
    expect(call({ metrics: 9100 })).toEqual(
      wrong("it calls 'users' without saying a port, and the ports of 'users' are none: give it a port"),
    );
    expect(call({}, 'http')).toEqual(
      wrong("it calls 'users' on port 'http', and the ports of 'users' are none: give it a port"),
    );
  });

  test('may be a sidecar’s', () => {
    const dev = environment();
    const sidecars = { proxy: { image: 'proxy:1', ports: { http: 8080 } } };
    microservice(dev, 'orders', { upstreams: [microservice(dev, 'users', { sidecars })] });
    expect(dev.graph.callsFrom('dev/orders')).toMatchObject([{ port: { name: 'http' } }]);
  });
});

test('a call carries what is said of it', () => {
  const dev = environment();
  const users = microservice(dev, 'users', { ports: { http: 8080 } });
  const told: Omit<UpstreamOptions, 'service'> = { timeout: Duration.millis(1500), retries: 2, optional: true };
  const orders = microservice(dev, 'orders', { upstreams: [{ service: users, ...told }] });
  users.addUpstream(microservice(dev, 'log', { ports: { http: 8080 } }));
  expect(dev.graph.callsFrom(orders)).toMatchObject([{ timeoutSeconds: 2, retries: 2, optional: true }]);
  expect(dev.graph.callsFrom(users)).toMatchObject([{ retries: 0, optional: false }]);
  expect(dev.graph.callsFrom(users)[0]).not.toHaveProperty('timeoutSeconds');
});

test('an external system has the variable that is said', () => {
  const dev = environment();
  const service = new External(dev, 'stripe', { host: 'api.stripe.com', cidrs: ['203.0.113.0/24'] });
  const orders = microservice(dev, 'orders', { upstreams: [{ service, variable: 'PAY' }] });
  expect(container(orders).env).toMatchObject([{ name: 'PAY_ADDR' }, { name: 'PAY_URL' }]);
});

describe('the variables’ stem', () => {
  const call = (id: string, variable?: string): readonly Issue[] => {
    const dev = environment();
    const service = new External(dev, id, { host: 'pay.example', cidrs: ['203.0.113.0/24'] });
    microservice(dev, 'orders', { upstreams: [variable === undefined ? service : { service, variable }] });
    return found(dev, 'variable-name');
  };
  const wrong = (name: string, stem: string): Issue =>
    error(
      'variable-name',
      `the address of '${name}' cannot be told as '${stem}_ADDR': say variable: with letters, digits and '_', not beginning with a digit`,
      'dev/orders',
    );

  test('fails when the name begins with a digit, unless another is said', () => {
    expect(call('3ds')).toEqual([wrong('3ds', '3DS')]);
    expect(call('3ds', 'THREE_DS')).toEqual([]);
  });

  test.each(['', '1', 'A B', 'A=B'])('refuses %j', (variable) => {
    expect(call('pay', variable)).toEqual([wrong('pay', variable)]);
  });
});

test.each([-1, 0.5, Number.NaN])('refuses %d retries', (retries) => {
  const dev = environment();
  const service = microservice(dev, 'users', { ports: { http: 8080 } });
  microservice(dev, 'orders', { upstreams: [{ service, retries }] });
  expect(found(dev, 'retries')).toEqual([
    error('retries', `retries of 'users' is ${retries}: it must be a whole number of at least 0`, 'dev/orders'),
  ]);
});

describe('refuses what stands in another environment', () => {
  const stranger = (prop: string, path: string): Issue =>
    error(
      'other-environment',
      `${prop} names '${path}' of environment 'prod': only what stands in 'dev' can be named here`,
      'dev/orders',
    );
  const [dev, prod] = [environment(platform), environment(platform, 'prod')];
  const topic = new KafkaTopic(prod, 'events');
  const orders = microservice(dev, 'orders', {
    upstreams: [
      microservice(prod, 'users', { ports: { http: 8080 } }),
      new External(prod, 'stripe', { host: 'api.stripe.com', cidrs: ['203.0.113.0/24'] }),
    ],
    produces: [topic],
    consumes: [topic],
  });

  test('with the path of each, and the prop that names it', () => {
    expect(found(dev, 'other-environment')).toEqual([
      stranger('upstreams', 'prod/users'),
      stranger('upstreams', 'prod/stripe'),
      stranger('produces', 'prod/events'),
      stranger('consumes', 'prod/events'),
    ]);
  });

  test('and leaves no trace of it', () => {
    expect(dev.graph.edgesFrom(orders)).toEqual([]);
    expect(orders.objects).not.toHaveProperty('KafkaUser');
  });
});

test('a topic is no upstream', () => {
  const dev = environment(platform);
  const topic = new KafkaTopic(dev, 'events') as unknown as Microservice;
  microservice(dev, 'orders', { upstreams: [topic] });
  expect(found(dev, 'other-environment')).toHaveLength(1);
});

describe('one edge', () => {
  /** What the objects of a system are with the edge and without it, by kind and name. */
  const differences = (build: (dev: Environment, edge: boolean) => void): readonly string[] => {
    const [without, with_] = [false, true].map((edge) => {
      const dev = environment({ ...platform, fqdnPolicies: 'cilium', keda: true });
      build(dev, edge);
      return new Map(objectsUnder(dev).map((object) => [nameOf(object), JSON.stringify(object)]));
    });
    const names = [...new Set([...without!.keys(), ...with_!.keys()])];
    return names.filter((name) => without!.get(name) !== with_!.get(name)).sort();
  };
  const nameOf = ({ kind, metadata }: Json): string => `${kind} ${(metadata as Json).name}`;

  test('to a service changes a variable of the caller and the policies of both, and nothing else', () => {
    const build = (dev: Environment, edge: boolean): void => {
      const users = microservice(dev, 'users', { ports: { http: 8080 } });
      microservice(dev, 'orders', { ports: { http: 8080 }, upstreams: edge ? [users] : [] });
    };
    expect(differences(build)).toEqual(['Deployment orders', 'NetworkPolicy orders', 'NetworkPolicy users']);
  });

  test('to an external system changes a variable and a policy', () => {
    const build = (dev: Environment, edge: boolean): void => {
      const stripe = new External(dev, 'stripe', { host: 'api.stripe.com', cidrs: ['203.0.113.0/24'] });
      microservice(dev, 'orders', { upstreams: edge ? [stripe] : [] });
    };
    expect(differences(build)).toEqual(['Deployment orders', 'NetworkPolicy orders']);
  });

  test('to an external system that is known by name adds a policy for names', () => {
    const build = (dev: Environment, edge: boolean): void => {
      const stripe = new External(dev, 'stripe', { host: 'api.stripe.com' });
      microservice(dev, 'orders', { upstreams: edge ? [stripe] : [] });
    };
    expect(differences(build)).toEqual(['CiliumNetworkPolicy orders-externals', 'Deployment orders']);
  });

  test.each(['produces', 'consumes'])(
    'that %s changes variables and a policy, and adds a user with its certificate',
    (prop) => {
      const build = (dev: Environment, edge: boolean): void => {
        const topic = new KafkaTopic(dev, 'events');
        microservice(dev, 'orders', { [prop]: edge ? [topic] : [] });
      };
      expect(differences(build)).toEqual([
        'Deployment orders',
        'ExternalSecret orders-kafka',
        'KafkaUser dev-orders',
        'NetworkPolicy orders',
      ]);
    },
  );

  test('more to a topic changes its variable and its right alone', () => {
    const build = (dev: Environment, edge: boolean): void => {
      const [events, more] = [new KafkaTopic(dev, 'events'), new KafkaTopic(dev, 'more')];
      microservice(dev, 'orders', { produces: edge ? [events, more] : [events] });
    };
    expect(differences(build)).toEqual(['Deployment orders', 'KafkaUser dev-orders']);
  });
});
