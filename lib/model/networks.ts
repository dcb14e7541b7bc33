import type { Issues } from './issue';
import { isNetwork } from './names';

/** Checks addresses that a NetworkPolicy opens; the field is how the user wrote it. */
export function checkNetworks(field: string, cidrs: readonly string[], issues: Issues): void {
  for (const cidr of cidrs) {
    if (isNetwork(cidr)) continue;
    issues.error('cidr', `${field} has '${cidr}', which is no network: write it with its mask, like '10.0.0.0/16'`);
  }
}
