import { ApiObject, App } from 'cdk8s';
import { Construct } from 'constructs';
import type { Upstream } from '../edges';
import { Environment } from '../environment';
import { External } from '../external';
import { KafkaTopic } from '../kafka-topic';
import type { MergePatch } from '../manifest';
import { Microservice } from '../microservice';
import { groupBy } from '../model/group';
import { decode } from './encode';
import { type Input, type Inputs, propsOf } from './inputs';
import type { KubernetesObject } from './recording';

/** An environment that was built again from what a program said. */
export interface Replayed {
  readonly environment: Environment;
  /** By their path from the environment: those that were asked for. */
  readonly objects: ReadonlyMap<string, KubernetesObject>;
}

/** Paths of the objects that somebody wants to look at: most of the time goes into writing them down. */
export type Wanted = 'all' | ReadonlySet<string>;

/** Constructs that others refer to are made before those that refer to them; edges follow in the order of the program. */
const CONSTRUCTS: readonly Input['as'][] = ['Environment', 'KafkaTopic', 'External', 'Microservice'];

/**
 * Builds an environment from inputs, which may be those of no program. Gives undefined where the library cannot make
 * one of them, which it says of some values by throwing.
 */
export function replay(inputs: Inputs, wanted: Wanted = 'all'): Replayed | undefined {
  try {
    const environment = build(inputs);
    const { path } = environment.node;
    const objects = environment.node.findAll().filter(ApiObject.isApiObject);
    const named = objects.map((object) => [object.node.path.slice(path.length + 1), object] as const);
    const asked = named.filter(([name]) => wanted === 'all' || wanted.has(name));
    return { environment, objects: new Map(asked.map(([name, object]) => [name, object.toJson()])) };
  } catch {
    return undefined;
  }
}

function build(inputs: Inputs): Environment {
  const all = [...inputs.values()];
  const groups = groupBy(
    all.filter(({ as }) => CONSTRUCTS.includes(as)),
    ({ subject, as }) => `${CONSTRUCTS.indexOf(as)} ${subject}`,
  );
  const own = groups.get('0 ') ?? [];
  const name = String(own.find((input) => input.name.length === 0)?.value);
  const constructs = new Map<string, Construct>();
  const decoded = (value: unknown): never => decode(value, (path) => constructs.get(path)) as never;
  const environment = new Environment(new App(), name, decoded(propsOf(own)));
  for (const as of CONSTRUCTS.slice(1)) {
    for (const group of groups.values()) {
      if (group[0]!.as === as) make(group, { environment, constructs, decoded });
    }
  }
  for (const { subject, as, value } of all) {
    const service = constructs.get(subject);
    if (Microservice.isMicroservice(service)) addTo(service, as, decoded(value));
  }
  return environment;
}

interface Workshop {
  readonly environment: Environment;
  readonly constructs: Map<string, Construct>;
  readonly decoded: (value: unknown) => never;
}

function make(group: readonly Input[], { environment, constructs, decoded }: Workshop): void {
  const { subject, as } = group[0]!;
  const Kind = as === 'KafkaTopic' ? KafkaTopic : as === 'External' ? External : Microservice;
  // The props of a construct that was taken away are nobody's.
  if (!group.some(({ name }) => name.length === 0)) return;
  const [scope, id] = placeOf(subject, environment);
  constructs.set(subject, new Kind(scope, id, decoded(propsOf(group))));
}

type Ends = { readonly service?: unknown; readonly topic?: unknown };

/** An edge to what is not there is none. */
function addTo(service: Microservice, as: Input['as'], said: Ends & { kind: string; patch: MergePatch }): void {
  if (as === 'override') service.override(said.kind, said.patch);
  else if (as === 'upstream' && said.service) service.addUpstream(said as Upstream);
  else if (as === 'produces' && said.topic) service.addProduces(said.topic as KafkaTopic);
  else if (as === 'consumes' && said.topic) service.addConsumes(said as never);
}

/** What stands around a construct is a plain scope; its name is that of the system. */
function placeOf(subject: string, environment: Environment): readonly [scope: Construct, id: string] {
  const ids = subject.split('/');
  let scope: Construct = environment;
  for (const id of ids.slice(0, -1)) scope = (scope.node.tryFindChild(id) as Construct) ?? new Construct(scope, id);
  return [scope, ids.at(-1)!];
}
