import type { CallEdge, ServiceNode } from '../model/graph';
import type { Issue } from '../model/issue';
import type { Objective } from '../model/slo';
import type { Policy } from './policy';

/** Nobody can promise more than those promise whom it waits for: their failures are its own, and so is their time. */
export const keptPromises: Policy = ({ graph }) =>
  graph.services.flatMap((node) => {
    const calls = graph.callsFrom(node.path).filter(({ optional }) => !optional);
    // A call that is tried again fails less often than the service that it calls, but takes no less time.
    const once = calls.filter(({ retries }) => retries === 0);
    return [...availability(node, calledBy(once)), ...latency(node, calledBy(calls))];
  });

function calledBy(calls: readonly CallEdge[]): readonly ServiceNode[] {
  return [...new Set(calls.map(({ to }) => to))];
}

function availability(node: ServiceNode, upstreams: readonly ServiceNode[]): readonly Issue[] {
  const own = objective(node, 'availability');
  const promised = upstreams.flatMap((to) => {
    const found = objective(to, 'availability');
    return found ? [{ name: to.name, kept: 1 - found.budget }] : [];
  });
  const together = promised.reduce((product, { kept }) => product * kept, 1);
  if (!own || together >= 1 - own.budget - Number.EPSILON) return [];
  const whom = promised.map(({ name, kept }) => `'${name}' (${percent(kept)})`).join(', ');
  return warn(
    node,
    `it promises ${percent(1 - own.budget)} availability and waits for ${whom}, which is ${percent(together)} at most: lower slo.availability, raise theirs, or make a call optional or give it retries`,
  );
}

function latency(node: ServiceNode, upstreams: readonly ServiceNode[]): readonly Issue[] {
  const own = objective(node, 'latency')?.underSeconds;
  if (own === undefined) return [];
  return upstreams.flatMap((to) => {
    const theirs = objective(to, 'latency')?.underSeconds;
    if (theirs === undefined || theirs <= own) return [];
    return warn(
      node,
      `it promises an answer within ${own} s and waits for '${to.name}', which promises one within ${theirs} s: raise slo.latency.under, lower that of '${to.name}', or make the call optional`,
    );
  });
}

function objective({ service }: ServiceNode, slo: Objective['slo']): Objective | undefined {
  return service.slo?.objectives.find((found) => found.slo === slo);
}

function warn({ path }: ServiceNode, message: string): readonly Issue[] {
  return [{ severity: 'warning', rule: 'broken-promise', message, path }];
}

function percent(part: number): string {
  return `${Number((part * 100).toPrecision(6))} %`;
}
