import { catalog } from './catalog';
import { codeowners } from './codeowners';
import type { Delivered } from './delivered';
import { rulesets } from './rulesets';

interface Deliveries {
  readonly node: { readonly id: string };
  readonly delivered: readonly Delivered[];
  readonly organization: string | undefined;
}

const TIERS = ['dev', 'staging', 'prod'];

/** The folder of a delivery's files, within the output. */
export function deliveryFolder({ node }: Pick<Deliveries, 'node'>): string {
  return `delivery/${node.id}`;
}

/** What stands beside Argo CD's objects, by the names of the files: for GitHub and for Backstage. */
export function deliveryFiles(
  delivery: Deliveries,
  yaml: (documents: readonly object[]) => string,
): ReadonlyMap<string, string> {
  const { node, delivered, organization } = delivery;
  const folder = deliveryFolder(delivery);
  const files = new Map([[`${folder}/CODEOWNERS`, codeowners(delivered, organization)]]);
  for (const ruleset of rulesets(node.id, delivered)) {
    const [branch] = ruleset.conditions.ref_name.include;
    const name = branch!.replace('refs/heads/', '').replaceAll('/', '-');
    files.set(`${folder}/ruleset-${name}.json`, `${JSON.stringify(ruleset, null, 2)}\n`);
  }
  const entities = catalog(lastStage(delivered).environment);
  return files.set(`${folder}/catalog-info.yaml`, yaml(entities));
}

/** The catalog shows what customers meet: the stage that a change reaches last. */
function lastStage(delivered: readonly Delivered[]): Delivered {
  const stage = ({ environment }: Delivered): number => TIERS.indexOf(environment.resolved.tier);
  return delivered.reduce((last, one) => (stage(one) > stage(last) ? one : last));
}
