import { type App, Environment } from 'cdk8s-fairway';
import { environments } from '../../examples/shop/environments';
import { Shop } from '../../examples/shop/shop';

/** The example shop in all its environments, on one cluster. */
export function shopEnvironments(app: App): readonly Environment[] {
  return Object.entries(environments).map(([name, { version, ...props }]) => {
    const environment = new Environment(app, name, { ...props, isolation: 'namespace' });
    new Shop(environment, 'shop', { version });
    return environment;
  });
}
