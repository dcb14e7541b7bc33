import { callOrder } from '../model/order';
import type { Policy } from './policy';

/** A long chain of calls is as slow as their sum and as available as their product. */
export const shortChains: Policy = ({ graph, environment: { maxCallDepth } }) =>
  callOrder(graph).chains.flatMap((chain) => {
    const calls = chain.length - 1;
    if (calls <= maxCallDepth) return [];
    const names = chain.map(({ name }) => name).join(' → ');
    const message = `${calls} calls wait for each other, ${names}, and this environment allows ${maxCallDepth} (maxCallDepth): mark one as optional, or let it go through a topic`;
    return [{ severity: 'warning', rule: 'deep-chain', message, path: chain[0]!.path }];
  });
