import {
  App,
  type DeliveredEnvironment,
  Delivery,
  type DeliveryProps,
  Environment,
  type EnvironmentProps,
  tiers,
} from 'cdk8s-fairway';
import { environments } from '../../examples/shop/environments';
import { Shop } from '../../examples/shop/shop';
import { type Json, record, records } from '../support/manifest';
import { objectsUnder } from '../support/testing';

export const REPOSITORY = 'https://git.shop.example/shop.git';

export interface Delivered {
  readonly delivery: Delivery;
  readonly environment: Environment;
}

/** One environment of the example shop, delivered. */
export function deliveredShop(
  name: keyof typeof environments,
  more: Partial<DeliveredEnvironment> = {},
  props: Partial<DeliveryProps> = {},
): Delivered {
  const { version, ...own } = environments[name];
  const environment = new Environment(new App({ onIssue: () => undefined }), name, own);
  new Shop(environment, 'shop', { version });
  return { environment, delivery: deliver(environment, more, props) };
}

/** An environment without services, delivered. */
export function deliveredTier(
  tier: keyof typeof tiers,
  more: Partial<DeliveredEnvironment> = {},
  props: Partial<EnvironmentProps> = {},
): Delivered {
  const environment = new Environment(new App({ onIssue: () => undefined }), tier, { ...tiers[tier], ...props });
  return { environment, delivery: deliver(environment, more) };
}

function deliver(
  environment: Environment,
  more: Partial<DeliveredEnvironment>,
  props: Partial<DeliveryProps> = {},
): Delivery {
  return new Delivery(environment.node.root as App, 'shop', {
    repository: REPOSITORY,
    environments: [{ environment, reviewers: ['@shop-example/operators'], ...more }],
    ...props,
  });
}

/** The spec of the delivery's only object of a kind. */
export function specOf({ delivery }: Delivered, kind: 'AppProject' | 'Application'): Json {
  return record(objectsUnder(delivery).find((object) => object.kind === kind)?.spec);
}

export function problemsOf({ delivery }: Delivered): readonly string[] {
  return delivery.node.validate();
}

/** An annotation of each object under an environment, by kind and name. */
export function annotationsOf({ environment }: Delivered, key: string): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    objectsUnder(environment).map(({ kind, metadata }) => {
      const { name, annotations } = record(metadata);
      return [`${kind}/${name}`, annotations === undefined ? undefined : record(annotations)[key]];
    }),
  );
}

export { record, records };
