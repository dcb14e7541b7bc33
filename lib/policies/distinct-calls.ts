import { calledHost } from '../model/call-slo';
import { groupBy } from '../model/group';
import type { Policy } from './policy';

/** A span names the host that is called: two edges to one host are counted as one. */
export const distinctCalls: Policy = ({ graph }) =>
  graph.services.flatMap(({ path }) =>
    [...groupBy(graph.outgoingOf(path), calledHost)].flatMap(([host, calls]) => {
      if (calls.length === 1 || calls.every(({ slo }) => slo === undefined)) return [];
      const message = `it calls '${host}' by ${calls.length} edges and counts on one of them, and its spans do not tell them apart: leave out slo of the calls, or all edges but one`;
      return [{ severity: 'error', rule: 'slo', message, path }];
    }),
  );
