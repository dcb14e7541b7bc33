import type { CallEdge } from '../model/graph';
import type { Policy } from './policy';

/** A caller waits as long as its callee may take, for every attempt; else it gives up while the answer is on its way. */
export const patientCallers: Policy = ({ graph }) =>
  graph.edges.flatMap((edge) => {
    if (edge.kind !== 'calls' || edge.timeoutSeconds === undefined) return [];
    const needed = edge.to.service.shutdown.requestTimeoutSeconds * (edge.retries + 1);
    if (edge.timeoutSeconds >= needed) return [];
    return [{ severity: 'error', rule: 'impatient-caller', message: explain(edge, needed), path: edge.from.path }];
  });

function explain({ to, timeoutSeconds, retries }: CallEdge, needed: number): string {
  const attempts = retries === 0 ? 'one attempt takes' : `${retries + 1} attempts take`;
  const answer = to.service.shutdown.requestTimeoutSeconds;
  return `it waits ${timeoutSeconds} s for '${to.name}', which may take ${answer} s for a request, and ${attempts} ${needed} s: raise the timeout, lower the retries, or lower shutdown.requestTimeout of '${to.name}'`;
}
