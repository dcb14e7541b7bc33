import { ApiObject, Chart } from 'cdk8s';
import type { Construct, IConstruct } from 'constructs';
import { declare } from './declaration';
import { EntryPoint } from './entry-point';
import { Manifest } from './manifest';
import { addCapacity, type Capacity, peakCapacity } from './model/capacity';
import { scalingOf } from './model/consumption';
import { type EnvironmentProps, type ResolvedEnvironment, resolveEnvironment } from './model/environment';
import { ServiceGraph } from './model/graph';
import { groupBy } from './model/group';
import { clusterOf } from './model/isolation';
import { type Issue, Issues } from './model/issue';
import { resolveResources } from './model/resources';
import { rollbackCapacity } from './model/rollback';
import type { Tier } from './model/tiers';
import { applyWaivers } from './model/waiver';
import { checkEnvironment, type ObjectIdentity } from './policies';
import { alertmanagerConfig } from './resources/alertmanager-config';
import { environmentDashboard } from './resources/dashboard';
import { defaultDeny, limitRange, namespace, resourceQuota, roleBinding } from './resources/environment';
import { rollbackObjects } from './rollback-objects';

const ENVIRONMENT = Symbol.for('cdk8s-fairway.Environment');

/** Environments by the root of their tree, to find two that share a namespace. */
const environmentsByRoot = new WeakMap<IConstruct, Environment[]>();

/** A value for each tier, or for some of them and one for the rest. */
export type TierChoice<T> = Readonly<Record<Tier, T>> | (Readonly<Partial<Record<Tier, T>>> & { readonly default: T });

/**
 * One isolated copy of your systems: a namespace under Pod Security `restricted`, closed by a default-deny
 * NetworkPolicy, with a ResourceQuota and a LimitRange computed from the services in it.
 */
export class Environment extends Chart {
  /** The environment that a construct stands in. Throws where there is none. */
  static override of(construct: IConstruct): Environment {
    const found = construct.node.scopes.findLast(Environment.isEnvironment);
    if (found === undefined) {
      throw new Error(
        `[${construct.node.path}] stands in no environment: make it in the scope of a new Environment(app, 'dev', …)`,
      );
    }
    return found;
  }

  static isEnvironment(this: void, value: unknown): value is Environment {
    return typeof value === 'object' && value !== null && ENVIRONMENT in value;
  }

  /** Chart defines `instanceof` for all its subclasses, so that any Chart would count as an Environment. */
  static override [Symbol.hasInstance](value: unknown): value is Environment {
    return Environment.isEnvironment(value);
  }

  /** Who talks to whom in this environment. */
  readonly graph = new ServiceGraph();

  /** The environment with nothing left undecided. */
  readonly resolved: ResolvedEnvironment;

  /** The way in from outside: Gateway and certificates. */
  private readonly entryPoint: EntryPoint;
  private readonly collected: Issues[] = [];
  /** Paths of the constructs that fail the synth with their own issues. */
  private readonly watched = new Set<string>();
  private checked: ReadonlyMap<string, readonly Issue[]> | undefined;

  constructor(scope: Construct, id: string, props: EnvironmentProps) {
    super(scope, id, { namespace: props.namespace ?? id });
    Object.defineProperty(this, ENVIRONMENT, { value: true });
    declare(this, 'Environment', props);
    this.resolved = resolveEnvironment(id, props, this.issuesFor(this));
    this.entryPoint = new EntryPoint(this, this.resolved);
    this.addObjects();
    this.refuseSharedNamespace();
  }

  /** The value for this environment's tier. */
  select<T>(choices: TierChoice<T>): T {
    const { tier } = this.resolved;
    if (Object.hasOwn(choices, tier)) return choices[tier] as T;
    return (choices as { readonly default: T }).default;
  }

  /** Everything found out about this environment: errors, warnings and notes, by construct in order of declaration. */
  get issues(): readonly Issue[] {
    const { checked } = this;
    const found = [...this.check().values()].flat();
    // Objects of others may follow, which do not tell: only the synth may keep what it has checked.
    this.checked = checked;
    return found;
  }

  /**
   * Collects the issues of a construct, which from then on fail the synth under its path.
   * @internal
   */
  issuesFor(construct: IConstruct): Issues {
    const { path } = construct.node;
    const issues = new Issues(path);
    this.collected.push(issues);
    if (!this.watched.has(path)) construct.node.addValidation({ validate: () => this.errorsAt(path) });
    this.watched.add(path);
    return issues;
  }

  /**
   * A host was asked for: what it needs to be reached stands from now on.
   * @internal
   */
  addHost(host: string): void {
    this.entryPoint.addHost(host);
  }

  /**
   * The tree or the graph has changed, so what was checked is out of date.
   * @internal
   */
  touch(): void {
    this.checked = undefined;
  }

  private addObjects(): void {
    const { resolved } = this;
    new Manifest(this, 'Namespace', namespace(resolved));
    new Manifest(this, 'NetworkPolicy', defaultDeny(resolved));
    if (resolved.quotaHeadroomPercent !== undefined) {
      new Manifest(
        this,
        'ResourceQuota',
        resourceQuota(resolved, resolved.quotaHeadroomPercent, () => this.peak()),
      );
    }
    new Manifest(
      this,
      'LimitRange',
      limitRange(resolved, () => this.containerDefaults()),
    );
    const { dashboards } = resolved;
    if (dashboards) new Manifest(this, 'Dashboard', environmentDashboard(resolved, dashboards));
    const { receivers } = resolved.monitoring ?? {};
    if (receivers) new Manifest(this, 'AlertmanagerConfig', alertmanagerConfig(resolved, receivers));
    for (const blueprint of resolved.rollback ? rollbackObjects(resolved, resolved.rollback, this.graph) : []) {
      new Manifest(this, `${blueprint.kind}-${blueprint.name}`, blueprint);
    }
    for (const access of resolved.access) {
      new Manifest(this, `RoleBinding-${access.group}-${access.role}`, roleBinding(resolved, access));
    }
  }

  private peak(): Capacity {
    const { graph, resolved } = this;
    const services = peakCapacity(
      graph.services.map(({ path, service }) => ({ ...service, scaling: scalingOf(path, service.scaling, graph) })),
    );
    return resolved.rollback ? addCapacity(services, rollbackCapacity(resolved.cpuLimits)) : services;
  }

  private containerDefaults(): ReturnType<typeof resolveResources> {
    const { cpuLimits, resources } = this.resolved;
    const { cpuLimitMillis, ...defaults } = resolveResources(resources, cpuLimits, new Issues(this.node.path));
    const limited = cpuLimitMillis !== undefined && this.peak().cpuLimitMillis !== undefined;
    return { ...defaults, ...(limited && { cpuLimitMillis }) };
  }

  private check(): ReadonlyMap<string, readonly Issue[]> {
    if (this.checked) return this.checked;
    const { path } = this.node;
    const objects = this.node.findAll().filter(ApiObject.isApiObject);
    const subject = {
      path,
      environment: this.resolved,
      graph: this.graph,
      objects: objects.map(identityOf),
      foreign: objects.filter(isForeign).map((object) => ({ ...identityOf(object), content: () => contentOf(object) })),
    };
    const all = [...this.collected.flatMap(({ list }) => list), ...checkEnvironment(subject)];
    const today = new Date().toISOString().slice(0, 10);
    const issues = applyWaivers(all, this.resolved.waivers, { path, today });
    this.checked = groupBy(issues, (issue) => (this.watched.has(issue.path) ? issue.path : path));
    return this.checked;
  }

  /** What is wrong with a construct that is not of this library fails the synth under the environment. */
  private errorsAt(path: string): string[] {
    const errors = (this.check().get(path) ?? []).filter(isError);
    return errors.map((issue) => (issue.path === path ? issue.message : `${issue.path}: ${issue.message}`));
  }

  private refuseSharedNamespace(): void {
    const others = environmentsByRoot.get(this.node.root) ?? [];
    environmentsByRoot.set(this.node.root, [...others, this]);
    const { namespace: own } = this.resolved;
    const other = others.find(
      ({ resolved }) => resolved.namespace === own && clusterOf(resolved) === clusterOf(this.resolved),
    );
    if (other) {
      this.issuesFor(this).error(
        'shared-namespace',
        `namespace '${own}' is that of environment '${other.node.path}' on the same cluster: give one of them another namespace or isolation: { cluster: { context } }`,
      );
    }
  }
}

function identityOf(object: ApiObject): ObjectIdentity {
  return {
    apiVersion: object.apiVersion,
    kind: object.kind,
    namespace: object.kind === 'Namespace' ? '' : (object.metadata.namespace ?? ''),
    name: object.name,
    path: object.node.scope?.node.path ?? '',
  };
}

function isForeign(object: ApiObject): boolean {
  return !Manifest.isManifest(object) || object.isOverridden;
}

/** As data where it can be had: a value that only a running engine knows is none that a rule looks at. */
function contentOf(object: ApiObject): Readonly<Record<string, unknown>> {
  return Manifest.isManifest(object) ? object.toData() : object.toJson();
}

function isError({ severity }: Issue): boolean {
  return severity === 'error';
}
