import { ApiObject } from 'cdk8s';
import type { Environment } from '../environment';
import { type DeliveryRule, deliveryRules } from '../model/delivery';
import { clusterOf } from '../model/isolation';
import { type Labels, MANAGED_BY_LABELS } from '../model/labels';
import type { SyncWindow } from './sync-window';

/** One environment that is delivered: who decides over it, and when. */
export interface DeliveredEnvironment {
  readonly environment: Environment;
  /**
   * Groups of your identity provider whose members may sync it, which is how a change of staging and prod is confirmed.
   * @default - Argo CD's own administrators
   */
  readonly syncGroups?: readonly string[];
  /**
   * Who must review a change of it, as GitHub names them: `@example/shop-operators`, `@alice`. A prod environment must
   * name a team, or two people.
   * @default - the owners of its services
   */
  readonly reviewers?: readonly string[];
  /**
   * Branch of the repository that it is read from.
   * @default 'main'
   */
  readonly branch?: string;
  /**
   * Its images lock in the repository, which its reviewers then guard too.
   * @default - it has none
   */
  readonly lockFile?: string;
  /**
   * When it may be synced, and when not.
   * @default - at any time
   */
  readonly syncWindows?: readonly SyncWindow[];
}

/** Where Argo CD runs and reads from. */
export interface DeliveryPlace {
  readonly name: string;
  readonly repository: string;
  readonly folder: string;
  readonly namespace: string;
}

/** One environment with nothing left undecided, as its objects are made of it. */
export interface Delivered {
  readonly place: DeliveryPlace;
  readonly environment: Environment;
  /** Of the Application and its AppProject. */
  readonly name: string;
  readonly labels: Labels;
  readonly branch: string;
  /** The environment's folder in the repository. */
  readonly path: string;
  readonly rule: DeliveryRule;
  readonly syncGroups: readonly string[];
  readonly reviewers: readonly string[];
  readonly lockFile?: string;
  readonly syncWindows: readonly SyncWindow[];
}

export function resolveDelivered(props: DeliveredEnvironment, place: DeliveryPlace): Delivered {
  const { environment, syncGroups = [], reviewers = [], branch = 'main', syncWindows = [], lockFile } = props;
  const { name, tier } = environment.resolved;
  return {
    place,
    environment,
    name: `${place.name}-${name}`,
    labels: { ...MANAGED_BY_LABELS, environment: name },
    branch,
    path: `${place.folder}/${environment.node.id}`,
    rule: deliveryRules[tier],
    syncGroups,
    reviewers,
    ...(lockFile !== undefined && { lockFile }),
    syncWindows,
  };
}

/** The cluster as Argo CD knows it: its own, or one that was registered under the name of its context. */
export function destinationOf({ environment }: Delivered): { readonly name: string } | { readonly server: string } {
  const context = clusterOf(environment.resolved);
  return context === '' ? { server: 'https://kubernetes.default.svc' } : { name: context };
}

export function objectsIn(environment: Environment): readonly ApiObject[] {
  return environment.node.findAll().filter(ApiObject.isApiObject);
}
