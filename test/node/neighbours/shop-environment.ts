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

/**
 * Writes the example's manifests for an environment, as its own program does; the answer is their folder. The topics of
 * two environments have names of their own if these have.
 */
export function writeShop(name: string, { version, ...props }: ShopEnvironmentProps, outdir: string): string {
  const app = new App({ outdir });
  new Shop(new Environment(app, name, props), 'shop', { version });
  app.synth();
  return join(outdir, name);
}
