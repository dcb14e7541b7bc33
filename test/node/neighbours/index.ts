import { reported } from '../../cluster/harness/progress';
import { startCertManager } from './cert-manager';
import { startConsul } from './consul';
import { startExternalSecrets } from './external-secrets';
import { startIdentity } from './identity';
import { startIngress } from './ingress';
import { startKafka } from './kafka';
import { startMonitoring } from './monitoring';
import { startRollouts } from './rollouts';
import { startTracing } from './tracing';

export { authorityCertificate } from './cert-manager';
export { askConsul } from './consul';
export { fillVault } from './external-secrets';
export { type Answer, fetchInNode } from './harness/http';
export { serviceAddress } from './harness/objects';
export { token } from './identity';
export { ingressAddress } from './ingress';
export { askAlertmanager, askPrometheus } from './monitoring';
export { type Span, spans } from './tracing';

/** What the shop talks to, by name. */
const NEIGHBOURS = {
  kafka: startKafka,
  'external-secrets': startExternalSecrets,
  'cert-manager': startCertManager,
  identity: startIdentity,
  consul: startConsul,
  tracing: startTracing,
  monitoring: startMonitoring,
  ingress: startIngress,
  rollouts: startRollouts,
} as const;

export type Neighbour = keyof typeof NEIGHBOURS;

export const ALL = Object.keys(NEIGHBOURS) as readonly Neighbour[];

/** Starts neighbours that are not up yet; they stay until the node ends. */
export async function start(...names: readonly Neighbour[]): Promise<void> {
  for (const name of names) await reported(`starting ${name}`, async () => NEIGHBOURS[name]());
}
