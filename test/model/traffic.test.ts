import type { EnvironmentProps, Microservice, MicroserviceProps } from 'cdk8s-fairway';
import { checkRelease } from '../../lib/model/release';
import { movedFields } from '../../lib/model/traffic';
import { environment, error, gatewayRouting, issuesOf, microservice, platform, users } from '../support/testing';

const ports = { http: 8080, metrics: 9100 };
const rollout = { canary: { traffic: 'routes' } } as const;

function released(props: Partial<MicroserviceProps> = {}, more: Partial<EnvironmentProps> = {}): Microservice {
  return users({ ports, ingress: {}, ...props }, { rollout, ...more });
}

test('a service with a way in has a Service for its new pods and one for its old ones', () => {
  expect(released().resolved.canary?.traffic).toMatchObject({
    canaryService: 'users-canary',
    stableService: 'users-stable',
    route: 'Ingress',
  });
});

test.each([
  ['HTTPRoute', ports],
  ['GRPCRoute', { grpc: 9090, metrics: 9100 }],
] as const)('by a Gateway the way in is the %s', (route, open) => {
  expect(released({ ports: open }, { routing: gatewayRouting }).resolved.canary?.traffic).toMatchObject({ route });
});

test('they are called after the Service, where that has another name than the service', () => {
  expect(released({ names: { service: 'people' } }).resolved.canary?.traffic).toMatchObject({
    canaryService: 'people-canary',
    stableService: 'people-stable',
  });
});

describe('the weight stays a share of the pods', () => {
  test.each<[string, Microservice]>([
    ['where nothing else is said', released({}, { rollout: { canary: {} } })],
    ['where that is said', released({}, { rollout: { canary: { traffic: 'pods' } } })],
    ['for a service without a way in', microservice(environment({ ...platform, rollout }), 'users', { ports })],
  ])('%s', (_where, { resolved, objects }) => {
    expect(resolved.canary).toBeDefined();
    expect(resolved.canary).not.toHaveProperty('traffic');
    expect(Object.keys(objects)).not.toEqual(expect.arrayContaining(['CanaryService']));
  });
});

test('a service that is rolled pod by pod has none of it', () => {
  const { objects, resolved } = released({ ports: { http: 8080 } });
  expect(resolved.canary).toBeUndefined();
  expect(objects).not.toHaveProperty('CanaryService');
});

test('fails when the Ingress is of another controller than nginx, whatever services there are', () => {
  const routing = { ...platform.routing, ingressClassName: 'traefik' };
  expect(issuesOf((issues) => checkRelease({ rollout, routing }, issues))).toEqual([
    error(
      'canary',
      "canary.traffic is 'routes' and the ingress class 'traefik': requests are divided by an Ingress of nginx, whose class has 'nginx' in its name, or by Gateway API: leave canary.traffic at 'pods', or change the environment's routing",
    ),
  ]);
});

test.each<[string, Parameters<typeof checkRelease>[0]]>([
  ['by pods', { rollout: { canary: {} }, routing: { ...platform.routing, ingressClassName: 'traefik' } }],
  ['by another class of nginx', { rollout, routing: { ...platform.routing, ingressClassName: 'internal-nginx' } }],
  ['by a Gateway', { rollout, routing: gatewayRouting }],
  ['without a way in', { rollout }],
])('%s, the class is of no concern', (_how, props) => {
  expect(issuesOf((issues) => checkRelease(props, issues))).toEqual([]);
});

test('fails when the two Services have names that are too long', () => {
  const called = (length: number): readonly string[] =>
    released({ names: { service: 's'.repeat(length) } }).node.validate();
  expect(called(56)).toEqual([]);
  expect(called(57)).toEqual([
    `Service '${'s'.repeat(57)}' has 57 characters, and canary.traffic 'routes' puts '-canary' and '-stable' after it, where a Service's name has at most 63: give names.service one of at most 56`,
  ]);
});

test('fails when another service is called like one of the two', () => {
  const shop = environment({ ...platform, rollout });
  microservice(shop, 'users', { ports, ingress: {} });
  microservice(shop, 'users-canary', { ports });
  expect(shop.node.findAll().flatMap(({ node }) => node.validate())).toEqual([
    "Service 'users-canary' stands in namespace 'dev' already, made by dev/users: rename one of the two",
  ]);
});

describe('what Argo Rollouts moves', () => {
  const moved = (more: Partial<EnvironmentProps>): unknown => {
    const shop = environment({ ...platform, rollout, ...more });
    microservice(shop, 'users', { ports, ingress: {}, names: { service: 'people' } });
    microservice(shop, 'orders', { ports });
    return movedFields(shop.graph);
  };
  const selectors = ['people-canary', 'people-stable'].map((name) => ({ kind: 'Service', name, field: 'selector' }));

  test('is the selectors of the two Services, and not the Ingress, beside which it makes one of its own', () => {
    expect(moved({})).toEqual(selectors);
  });

  test('is the weights of a route too, which is called after the service', () => {
    expect(moved({ routing: gatewayRouting })).toEqual([
      ...selectors,
      { kind: 'HTTPRoute', name: 'users', field: 'rules' },
    ]);
  });

  test('is nothing by pods', () => {
    expect(moved({ rollout: { canary: {} } })).toEqual([]);
  });
});
