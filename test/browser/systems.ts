import { App, Environment, type EnvironmentProps, External, KafkaTopic, Microservice, tiers } from 'cdk8s-fairway';
import { mapPage } from '../../lib/map/html';
import { systemMap } from '../../lib/map/system-map';
import type { SystemMap } from '../../lib/map/types';
import { gatewayRouting, platform } from '../support/testing';

const props: Partial<EnvironmentProps> = { ...platform, routing: gatewayRouting, images: 'any' };

export function pageOf(environments: readonly Environment[]): string {
  return mapPage(mapsOf(environments));
}

export function mapsOf(environments: readonly Environment[]): readonly SystemMap[] {
  return environments.map(({ resolved, graph }) => systemMap(resolved, graph));
}

/** A system with circles, a call to itself, long names, and a dev that is not like prod. */
export function webShop(): readonly Environment[] {
  const app = new App({ onIssue: () => undefined });
  return (['dev', 'prod'] as const).map((name) => {
    const environment = new Environment(app, name, {
      ...props,
      ...tiers[name],
      images: 'any',
      domain: `${name}.example`,
    });
    addWebShop(environment);
    const extra = name === 'prod' ? 'fraud-check' : 'fake-bank';
    service(environment, extra);
    return environment;
  });
}

function addWebShop(environment: Environment): void {
  const bank = new External(environment, 'bank', { host: 'api.bank.example', cidrs: ['203.0.113.0/24'] });
  const events = new KafkaTopic(environment, 'order-events', { partitions: 12 });
  const users = service(environment, 'users');
  const stock = service(environment, 'stock', { consumes: [events] });
  const catalogue = service(environment, 'catalogue', { upstreams: [stock] });
  const orders = service(environment, 'orders', { upstreams: [catalogue, users, bank], produces: [events] });
  service(environment, 'front-end', { upstreams: [catalogue, orders, users], ingress: { path: '/' } });
  service(environment, 'administration-of-everything-that-is-sold', {
    upstreams: [orders, users, stock],
    ingress: { path: '/administration', host: 'administration.internal.shop.example' },
  });
  service(environment, 'mailer', { ports: { metrics: 9100 }, consumes: [{ topic: events, deadLetter: true }] });
  users.addUpstream(orders);
  users.addUpstream(users);
}

/** A thousand services in layers, of which each calls three of the next. */
export function thousandServices(): readonly Environment[] {
  const environment = new Environment(new App({ onIssue: () => undefined }), 'prod', {
    ...props,
    ...tiers.prod,
    images: 'any',
  });
  const layers: Microservice[][] = [];
  for (let layer = 0; layer < 10; layer++) {
    const below = layers.at(-1) ?? [];
    layers.push(
      Array.from({ length: 100 }, (_, i) => {
        const upstreams = [1, 7, 31].flatMap((step) => below[(i * step) % 100] ?? []);
        return service(environment, `service-${layer}-${i}`, { upstreams: [...new Set(upstreams)] });
      }),
    );
  }
  return [environment];
}

function service(
  environment: Environment,
  name: string,
  more: Partial<ConstructorParameters<typeof Microservice>[2]> = {},
): Microservice {
  const image = `registry.example.com/${name}:${environment.node.id}`;
  return new Microservice(environment, name, { image, ports: { http: 8080, metrics: 9100 }, ...more });
}
