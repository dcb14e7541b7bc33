import * as pulumi from '@pulumi/pulumi';
import { groupBy } from '../../model/group';
import { MANAGED_BY_LABELS } from '../../model/labels';
import { causesOf } from './causes';
import { type LiveObject, type Place, type ReadCluster, readByKubectl } from './cluster';
import { conflictsOf } from './conflicts';

/** An object that the program is about to apply. */
export interface Wanted {
  /** The construct's path. */
  readonly path: string;
  readonly data: { readonly [field: string]: unknown };
}

/** Whether an engine runs the program, and not a unit test with Pulumi's stand-in for it. */
export function isRunByEngine(): boolean {
  return pulumi.runtime.getEngine() !== undefined;
}

/** A Deployment that is registered, and has an id when it is up. */
export interface Awaited {
  readonly path: string;
  readonly name: string;
  readonly id: pulumi.Output<string>;
}

/** A Deployment gets this long before its namespace is asked what holds it up. */
const PATIENCE_MS = 10_000;
const POLL_MS = 5_000;

/**
 * Fails, with all of them in one message, when somebody else has changed fields that the program sets: before anything is
 * applied. A preview warns of them.
 */
export async function refuseConflicts(place: Place, wanted: readonly Wanted[], read = readByKubectl): Promise<void> {
  const problems = await conflictsIn(place, wanted, read).catch((error: Error) => {
    void pulumi.log.info(`what others have changed in the cluster was not looked at: ${error.message}`);
    return [];
  });
  if (problems.length === 0) return;
  const message = [
    `changed in the cluster by others: ${problems.length === 1 ? 'one field' : `${problems.length} fields`}`,
    ...problems.map((problem) => `  ${problem}`),
    'undo the change there, say it in the program, or take it over with deploy(environment, { takeOver: true })',
  ].join('\n');
  if (!pulumi.runtime.isDryRun()) throw new pulumi.RunError(message);
  await pulumi.log.warn(message);
}

async function conflictsIn(place: Place, wanted: readonly Wanted[], read: ReadCluster): Promise<readonly string[]> {
  // The server holds a Secret's values in another form than the program says them.
  const own = wanted.filter(({ data }) => namespaceOf(data) === place.namespace && data.kind !== 'Secret');
  if (own.length === 0) return [];
  const kinds = groupBy(own, ({ data }) => resourceOf(String(data.apiVersion), String(data.kind)));
  const live = await read(place, [...kinds.keys()], MANAGED_BY_LABELS);
  const byName = new Map(live.map((object) => [`${object.kind} ${object.metadata.name}`, object]));
  return own.flatMap(({ path, data }) => {
    const object = byName.get(`${String(data.kind)} ${nameOf(data)}`);
    if (object === undefined) return [];
    return conflictsOf(data, object).map(
      (one) =>
        `[${path}] ${one.field} is ${JSON.stringify(one.live)}, set by '${one.manager}'; the program says ${JSON.stringify(one.wanted)}`,
    );
  });
}

/**
 * Says what the cluster gives as the reason, once, of every Deployment that does not come up. It ends with the last of
 * them, or with the program.
 */
export function reportCauses(place: Place, deployments: readonly Awaited[], read: ReadCluster = readByKubectl): void {
  const waiting = new Map(deployments.map((one) => [one.name, one]));
  for (const { name, id } of deployments) id.apply(() => waiting.delete(name));
  const told = new Set<string>();
  const tell = (objects: readonly LiveObject[]): void => {
    for (const { deployment, message } of causesOf(objects)) {
      const resource = waiting.get(deployment);
      if (resource === undefined || told.has(deployment)) continue;
      told.add(deployment);
      // Given the resource, the log would wait for its URN: until it is up.
      void pulumi.log.warn(`[${resource.path}] not up yet: ${message}`);
    }
  };
  const look = async (): Promise<void> => {
    if (waiting.size === 0) return;
    // A cluster that does not answer is told by the provider.
    await read(place, ['Deployment.v1.apps', 'Pod.v1.'], MANAGED_BY_LABELS).then(tell, () => undefined);
    setTimeout(() => void look(), POLL_MS).unref();
  };
  setTimeout(() => void look(), PATIENCE_MS).unref();
}

/** `Deployment.v1.apps`, as kubectl names a kind for certain; the core group is empty. */
function resourceOf(apiVersion: string, kind: string): string {
  const [version, group = ''] = apiVersion.split('/').reverse();
  return `${kind}.${version}.${group}`;
}

function namespaceOf(data: Wanted['data']): string | undefined {
  return (data.metadata as { readonly namespace?: string }).namespace;
}

function nameOf(data: Wanted['data']): string {
  return (data.metadata as { readonly name: string }).name;
}
