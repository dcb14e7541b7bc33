import * as pulumi from '@pulumi/pulumi';
import { ApiObject } from 'cdk8s';
import type { IConstruct } from 'constructs';
import type { Environment } from '../../environment';
import { clusterOf } from '../../model/isolation';
import { compareObjects } from '../layout';
import type { Place } from './cluster';
import { lateValues, type Renamed, renamedConfigMaps } from './late-values';
import { isRunByEngine, refuseConflicts, reportCauses } from './live';
import { movedByReleases } from './moved';
import { componentType, dataOf, type Json, secretInputs, typeToken } from './objects';
import { prerequisites } from './prerequisites';
import { kubernetesProvider } from './provider';

export interface DeployOptions {
  /**
   * The Kubernetes provider to use.
   * @default - one of the environment's own: its cluster's context for `isolation: { cluster }`, else the ambient kubeconfig
   */
  readonly provider?: pulumi.ProviderResource;
  /**
   * Kinds whose readiness is not waited for; `true` for none at all.
   * @default - `pulumi up` returns when everything is up
   */
  readonly skipAwait?: boolean | readonly string[];
  /**
   * How long an object may take to be up.
   * @default - the provider's: 10 minutes for most kinds
   */
  readonly timeouts?: pulumi.CustomTimeouts;
  /**
   * Takes back fields that somebody else has changed in the cluster, instead of stopping at the conflict.
   * @default false
   */
  readonly takeOver?: boolean;
  /**
   * Paths of constructs before they were renamed, by their path now: what runs is kept, not made anew.
   * @default - none
   */
  readonly renamed?: Readonly<Record<string, string>>;
}

/** What a deployed environment tells the rest of the program. */
export interface Deployed {
  readonly namespace: pulumi.Output<string>;
  /** URLs from outside, by service. */
  readonly urls: Readonly<Record<string, pulumi.Output<string>>>;
  /** Addresses within the cluster, by service: `orders.shop.svc:80`. */
  readonly addresses: Readonly<Record<string, pulumi.Output<string>>>;
  /** Pulumi's resources, by the path of their construct. */
  readonly resources: ReadonlyMap<string, pulumi.CustomResource>;
}

/**
 * Registers every object of the environment with Pulumi, as `cdk8s synth` would write it: each under its own type, each
 * Microservice, KafkaTopic and system as a component.
 *
 * @throws when the environment has errors, all of them at once, before anything is registered
 */
export function deploy(environment: Environment, options: DeployOptions = {}): Deployed {
  const objects = environment.node.findAll().filter(ApiObject.isApiObject).sort(compareObjects);
  refuseErrors(environment);
  const deployment = new Deployment(environment, options, objects);
  for (const object of objects) deployment.resource(object);
  deployment.reportCauses();
  return deployment.outputs();
}

function refuseErrors(environment: Environment): void {
  const errors = environment.node
    .findAll()
    .flatMap(({ node }) => node.validate().map((message) => `[${node.path}] ${message}`));
  if (errors.length > 0) throw new Error(`Validation failed with the following errors:\n  ${errors.join('\n  ')}`);
  for (const issue of environment.issues) {
    const log = issue.severity === 'warning' ? pulumi.log.warn : pulumi.log.info;
    void log(`[${issue.path}] ${issue.message}`);
  }
}

/** An object of any kind: the provider knows its type by the token alone, so that @pulumi/kubernetes is not needed. */
class KubernetesObject extends pulumi.CustomResource {}

class Deployment {
  private readonly components = new Map<IConstruct, pulumi.ComponentResource>();
  private readonly resources = new Map<string, pulumi.CustomResource>();
  private readonly data: ReadonlyMap<ApiObject, Json>;
  private readonly renamedMaps: Renamed;
  private readonly required: ReturnType<typeof prerequisites>;
  private readonly provider: pulumi.ProviderResource | undefined;
  /** Where the cluster can be looked at; not where a user's provider leads, nor in a unit test. */
  private readonly place: Place | undefined;
  private readonly moved: ReturnType<typeof movedByReleases>;
  /** Everything waits for it, so that nothing is applied where something would conflict. */
  private readonly conflicts: Promise<void>;

  constructor(
    private readonly environment: Environment,
    private readonly options: DeployOptions,
    objects: readonly ApiObject[],
  ) {
    this.provider = options.provider ?? kubernetesProvider(environment.resolved);
    this.data = new Map(objects.map((object) => [object, dataOf(object)]));
    this.renamedMaps = renamedConfigMaps([...this.data.values()]);
    this.required = prerequisites(environment, objects);
    this.moved = movedByReleases(environment);
    this.place = options.provider || !isRunByEngine() ? undefined : placeOf(environment);
    this.conflicts = this.refuseConflicts();
  }

  /** The object's resource; whatever it needs is registered before it. */
  resource(object: ApiObject): pulumi.CustomResource {
    const { path } = object.node;
    const known = this.resources.get(path);
    if (known) return known;
    const needed = this.required(object).map((other) => this.resource(other));
    const dependsOn: Promise<pulumi.Resource[]> = this.conflicts.then(() => needed);
    const made = new KubernetesObject(typeToken(object), path, this.inputs(object), {
      parent: this.component(object.node.scope!),
      dependsOn,
      ...this.resourceOptions(object),
    });
    this.resources.set(path, made);
    return made;
  }

  outputs(): Deployed {
    const { namespace, routing } = this.environment.resolved;
    const scheme = routing && routing.kind !== 'shared-gateway' && routing.tls === 'none' ? 'http' : 'https';
    const services = this.environment.graph.services.map(({ service }) => service);
    const up = (path: string): pulumi.Output<unknown> => pulumi.output(this.resources.get(path)?.id);
    const after = (name: string, text: string): readonly [string, pulumi.Output<string>] => [
      name,
      up(this.environment.graph.service(name)!.path).apply(() => text),
    ];
    const result = {
      namespace: up(`${this.environment.node.path}/Namespace`).apply(() => namespace),
      urls: Object.fromEntries(
        services.flatMap(({ name, ingress }) =>
          ingress ? [after(name, `${scheme}://${ingress.host}${ingress.path}`)] : [],
        ),
      ),
      addresses: Object.fromEntries(
        services.flatMap(({ name, names, servingPorts: [port] }) =>
          port ? [after(name, `${names.service}.${namespace}.svc:${port.servicePort}`)] : [],
        ),
      ),
    };
    return { ...result, resources: this.resources };
  }

  /** Tells why Deployments do not come up, while they are waited for. */
  reportCauses(): void {
    if (this.place === undefined || pulumi.runtime.isDryRun()) return;
    const deployments = [...this.data].flatMap(
      ([
        {
          kind,
          node: { path },
        },
        data,
      ]) => {
        const id = this.resources.get(path)?.id;
        const { name } = data.metadata as { readonly name: string };
        return kind === 'Deployment' && id ? [{ path, name, id }] : [];
      },
    );
    reportCauses(this.place, deployments);
  }

  private async refuseConflicts(): Promise<void> {
    if (this.place === undefined || this.options.takeOver) return;
    const wanted = [...this.data].map(([object, data]) => ({ path: object.node.path, data: this.moved.without(data) }));
    await refuseConflicts(this.place, wanted);
  }

  private component(construct: IConstruct): pulumi.ComponentResource {
    const known = this.components.get(construct);
    if (known) return known;
    const top = construct === this.environment;
    const before = this.formerPath(construct.node.path);
    const made = new pulumi.ComponentResource(
      `cdk8s-fairway:index:${componentType(construct, this.environment)}`,
      construct.node.path,
      {},
      {
        ...(!top && { parent: this.component(construct.node.scope!) }),
        ...(top && this.provider && { providers: [this.provider] }),
        ...(before !== undefined && { aliases: [{ name: before }] }),
      },
    );
    this.components.set(construct, made);
    return made;
  }

  private inputs(object: ApiObject): pulumi.Inputs {
    const { metadata, ...rest } = lateValues(this.data.get(object), this.renamedMaps) as pulumi.Inputs;
    const annotations = this.annotations(object);
    const inputs = {
      ...rest,
      metadata: annotations ? { ...metadata, annotations: { ...metadata.annotations, ...annotations } } : metadata,
    };
    return object.kind === 'Secret' ? secretInputs(inputs) : inputs;
  }

  private annotations(object: ApiObject): Record<string, string> | undefined {
    const { kind } = object;
    const { skipAwait } = this.options;
    const takeOver = this.options.takeOver || this.moved.has(this.data.get(object)!);
    const skipped = Array.isArray(skipAwait) ? skipAwait.includes(kind) : skipAwait === true;
    if (!skipped && !takeOver) return undefined;
    return {
      ...(skipped && { 'pulumi.com/skipAwait': 'true' }),
      ...(takeOver && { 'pulumi.com/patchForce': 'true' }),
    };
  }

  /** A construct's path before it or one around it was renamed. */
  private formerPath(path: string): string | undefined {
    const renamed = Object.entries(this.options.renamed ?? {});
    const [now, before] = renamed.find(([name]) => path === name || path.startsWith(`${name}/`)) ?? [];
    return now === undefined || before === undefined ? undefined : before + path.slice(now.length);
  }

  private resourceOptions(object: ApiObject): Omit<pulumi.CustomResourceOptions, 'dependsOn'> {
    const { timeouts } = this.options;
    const before = this.formerPath(object.node.path);
    const immutable = object.kind === 'ConfigMap' && this.data.get(object)!.immutable === true;
    return {
      ...(this.provider && { provider: this.provider }),
      ...(timeouts && { customTimeouts: timeouts }),
      ...(before !== undefined && { aliases: [{ name: before }] }),
      // An old ReplicaSet keeps its configuration, so that a rollback finds it; the namespace takes it along at the end.
      ...(immutable && { retainOnDelete: true }),
      ...(object.kind === 'Secret' && { additionalSecretOutputs: ['data', 'stringData'] }),
    };
  }
}

function placeOf({ resolved }: Environment): Place {
  const context = clusterOf(resolved);
  return { namespace: resolved.namespace, ...(context !== '' && { context }) };
}
