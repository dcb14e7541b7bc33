import { join } from 'node:path';
import { App, Environment, type EnvironmentProps } from 'cdk8s-fairway';
import { environments } from '../../../examples/shop/environments';
import { Shop, type ShopProps } from '../../../examples/shop/shop';
import { NODE_ADDRESS } from '../node';

export type ShopEnvironmentProps = EnvironmentProps & ShopProps & { readonly namespace: string };

/** The example's development environment, as it stands on this node. */
export const devEnvironment = {
  ...environments.dev,
  consul: { ...environments.dev.consul, nodeCidrs: [`${NODE_ADDRESS}/32`] },
} as const satisfies ShopEnvironmentProps;

/** Says last what some objects of the shop are like, as a user's program may. */
export type Change = (shop: Shop) => void;

/**
 * Writes the example's manifests for an environment, as its own program does; the answer is their folder. The topics of
 * two environments have names of their own if these have.
 */
export function writeShop(
  name: string,
  { version, ...props }: ShopEnvironmentProps,
  outdir: string,
  change: Change = () => undefined,
): string {
  const app = new App({ outdir });
  change(new Shop(new Environment(app, name, props), 'shop', { version }));
  app.synth();
  return join(outdir, name);
}
