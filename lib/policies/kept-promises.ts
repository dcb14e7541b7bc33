import type { CallEdge, ExternalEdge, ServiceNode } from '../model/graph';
import type { Issue } from '../model/issue';
import type { Objective, ResolvedSlo } from '../model/slo';
import type { Policy } from './policy';

type Call = CallEdge | ExternalEdge;

/** Nobody can promise more than those promise whom it waits for, or count on more: their failures are its own, and so is their time. */
export const keptPromises: Policy = ({ graph }) =>
  graph.services.flatMap((node) => {
    const all = graph.outgoingOf(node.path);
    const calls = all.filter(({ optional }) => !optional);
    // A call that is tried again fails less often than the service that it calls, but takes no less time.
    const once = calls.filter(({ retries }) => retries === 0);
    return [...all.flatMap(countedOn), ...availability(node, promised(once, 'availability')), ...latency(node, calls)];
  });

/** What a caller counts on beyond what its callee promises. */
function countedOn({ from, to, slo }: Call): readonly Issue[] {
  const theirs = to.kind === 'service' ? to.service.slo : undefined;
  const [own, promise] = [objective(slo, 'availability'), objective(theirs, 'availability')];
  const [soon, late] = [objective(slo, 'latency'), objective(theirs, 'latency')];
  const fails = own && promise && own.budget < promise.budget;
  const waits = soon && late && soon.underSeconds! < late.underSeconds!;
  return [
    ...(fails
      ? warn(
          from,
          `it counts on ${kept(own)} availability of '${to.name}', which promises ${kept(promise)}: lower slo.availability of the call, or raise that of '${to.name}'`,
        )
      : []),
    ...(waits
      ? warn(
          from,
          `it counts on an answer of '${to.name}' within ${soon.underSeconds} s, which promises one within ${late.underSeconds} s: raise slo.latency.under of the call, or lower that of '${to.name}'`,
        )
      : []),
  ];
}

interface Promised {
  readonly name: string;
  readonly objective: Objective;
}

/** What each upstream keeps: what the caller counts on, else what the upstream promises everybody. */
function promised(calls: readonly Call[], slo: Objective['slo']): readonly Promised[] {
  const byCallee = new Map<Call['to'], Promised>();
  for (const { to, slo: agreed } of calls) {
    const found = objective(agreed, slo) ?? (to.kind === 'service' ? objective(to.service.slo, slo) : undefined);
    if (found) byCallee.set(to, { name: to.name, objective: found });
  }
  return [...byCallee.values()];
}

function availability(node: ServiceNode, upstreams: readonly Promised[]): readonly Issue[] {
  const own = objective(node.service.slo, 'availability');
  const together = upstreams.reduce((product, { objective: { budget } }) => product * (1 - budget), 1);
  if (!own || together >= 1 - own.budget - Number.EPSILON) return [];
  const whom = upstreams.map(({ name, objective: theirs }) => `'${name}' (${kept(theirs)})`).join(', ');
  return warn(
    node,
    `it promises ${kept(own)} availability and waits for ${whom}, which is ${percent(together)} at most: lower slo.availability, raise theirs, or make a call optional or give it retries`,
  );
}

function latency(node: ServiceNode, calls: readonly Call[]): readonly Issue[] {
  const own = objective(node.service.slo, 'latency')?.underSeconds;
  if (own === undefined) return [];
  return promised(calls, 'latency').flatMap(({ name, objective: { underSeconds: theirs } }) => {
    if (theirs === undefined || theirs <= own) return [];
    return warn(
      node,
      `it promises an answer within ${own} s and waits for '${name}', which promises one within ${theirs} s: raise slo.latency.under, lower that of '${name}', or make the call optional`,
    );
  });
}

function objective(resolved: ResolvedSlo | undefined, slo: Objective['slo']): Objective | undefined {
  return resolved?.objectives.find((found) => found.slo === slo);
}

function kept({ budget }: Objective): string {
  return percent(1 - budget);
}

function warn({ path }: ServiceNode, message: string): readonly Issue[] {
  return [{ severity: 'warning', rule: 'broken-promise', message, path }];
}

function percent(part: number): string {
  return `${Number((part * 100).toPrecision(6))} %`;
}
