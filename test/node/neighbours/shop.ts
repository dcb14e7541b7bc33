import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { cached, contentHash } from '../../cluster/harness/cache';
import { go, goVersion } from '../../cluster/harness/go';
import { reported } from '../../cluster/harness/progress';
import { kubectl } from '../../cluster/kubectl';
import { publishImage } from '../node';
import { trustAuthority } from './cert-manager';
import { provideConsulImage } from './consul';
import { define } from './harness/definitions';
import { untilRolledOut } from './harness/objects';
import { type Change, devEnvironment, type ShopEnvironmentProps, writeShop } from './shop-environment';

const SERVICES = join(__dirname, '..', '..', '..', 'examples', 'shop', 'services');
export const NAMES = ['users', 'orders', 'inventory', 'notification', 'log'] as const;
/** Their definitions are needed also where nobody acts on the objects. */
const MONITORS = ['podmonitors', 'prometheusrules', 'servicemonitors'];

/** Publishes the services' images under a tag. */
export async function publishShop(version: string): Promise<void> {
  const sources = ['cmd', 'images', 'internal', 'proto'].map((folder) => contentHash(join(SERVICES, folder)));
  const folder = await cached(
    'shop',
    contentHash(join(SERVICES, 'cmd'), ...sources, await goVersion(SERVICES)),
    (part) =>
      reported('building the images of the shop (once)', async (note) => {
        const args = ['-registry', 'registry.example.com/shop', '-tag', 'latest', '-out', part];
        await go(['run', '.', ...args], { cwd: join(SERVICES, 'images'), onLine: note });
      }),
  );
  for (const name of NAMES) publishImage(join(folder, `${name}.tar`), `registry.example.com/shop/${name}:${version}`);
}

export interface Shop {
  readonly name: string;
  readonly namespace: string;
  /** The folder with the manifests that were applied. */
  readonly manifests: string;
}

/** Brings an environment of the shop up, and waits until its five services are ready. */
export async function start(
  name = 'dev',
  props: ShopEnvironmentProps = devEnvironment,
  change?: Change,
): Promise<Shop> {
  await publishShop(props.version);
  await provideConsulImage();
  await define(...MONITORS.map((plural) => `${plural}.monitoring.coreos.com`));
  const manifests = writeShop(name, props, mkdtempSync(join(tmpdir(), 'fairway-shop-')), change);
  kubectl('apply', '--validate=strict', '--filename', manifests);
  const { namespace } = props;
  trustAuthority(namespace);
  for (const service of NAMES) untilRolledOut(namespace, `deployment/${service}`);
  return { name, namespace, manifests };
}

/** Takes away what was applied. */
export function stop({ manifests }: Shop): void {
  kubectl('delete', '--ignore-not-found', '--wait', '--filename', manifests);
  rmSync(dirname(manifests), { recursive: true });
}
