import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { ResolvedEnvironment } from '../../model/environment';
import { nodePool } from '../../model/isolation';
import { INSTANCE_LABEL, type Labels } from '../../model/labels';
import { type RollbackPart, rollbackResources } from '../../model/rollback';
import type { ResolvedSecurity } from '../../model/security';
import { resourceRequirements, securityContext } from '../container';
import { environmentLabels } from '../environment';
import { toleration } from '../pod-template';
import type { PodTemplate } from './argo-events';

/** The name of all that there is once in a namespace. */
export const ROLLBACK = 'rollback';

const USER = 10001;
const SECURITY: ResolvedSecurity = {
  user: USER,
  group: USER,
  writablePaths: [],
  bindPrivilegedPorts: false,
  readOnlyRoot: true,
};

/** The name of what each part has of its own, such as its ServiceAccount. */
export function partName(part: RollbackPart): string {
  return `${ROLLBACK}-${part}`;
}

/** What a NetworkPolicy chooses a part's pods by. */
export function partSelector(part: RollbackPart): Labels {
  return { 'app.kubernetes.io/name': partName(part) };
}

/** A proxy beside it would hold up a Job for ever, and stand between Alertmanager and the event source. */
export function partLabels(environment: ResolvedEnvironment, part: RollbackPart): Record<string, string> {
  return {
    ...partSelector(part),
    ...environmentLabels(environment),
    ...(environment.mesh?.kind === 'istio' && { 'sidecar.istio.io/inject': 'false' }),
  };
}

/** The controller hands them on to the Deployment that it makes. */
export function listenerLabels(environment: ResolvedEnvironment, part: RollbackPart): Labels {
  return {
    ...partSelector(part),
    [INSTANCE_LABEL]: partName(part),
    'app.kubernetes.io/part-of': ROLLBACK,
    ...environmentLabels(environment),
  };
}

/** What the containers of all parts have alike. */
export function partContainer(environment: ResolvedEnvironment, part: RollbackPart): PodTemplate['container'] {
  return {
    resources: resourceRequirements(rollbackResources(part, environment.cpuLimits)),
    securityContext: securityContext(SECURITY),
  };
}

export function podSecurity(): NonNullable<IPodSpec['securityContext']> {
  return {
    runAsNonRoot: true,
    runAsUser: USER,
    runAsGroup: USER,
    fsGroup: USER,
    seccompProfile: { type: 'RuntimeDefault' },
  };
}

/** The nodes of the environment, if it has its own. */
export function partNodes(environment: ResolvedEnvironment): Pick<PodTemplate, 'nodeSelector' | 'tolerations'> {
  const pool = nodePool(environment);
  if (pool === undefined) return {};
  return {
    nodeSelector: { ...pool.nodeSelector },
    ...(pool.tolerations && { tolerations: pool.tolerations.map(toleration) }),
  };
}

/** The pods that Argo Events' controller makes, closed like all others. */
export function listenerPod(environment: ResolvedEnvironment, part: RollbackPart): PodTemplate {
  return {
    metadata: { labels: partLabels(environment, part) },
    serviceAccountName: partName(part),
    securityContext: podSecurity(),
    container: partContainer(environment, part),
    ...partNodes(environment),
  };
}
