import type { IJob } from 'kubernetes-models/batch/v1/Job';
import type { IContainer } from 'kubernetes-models/v1/Container';
import type { IPodSpec } from 'kubernetes-models/v1/PodSpec';
import type { ResolvedEnvironment } from '../../model/environment';
import { ALERT_FOR_SECONDS, type ResolvedRollback } from '../../model/rollback';
import { partContainer, partLabels, partName, partNodes, podSecurity, ROLLBACK } from './pod';
import { CREDENTIALS, REVERT } from './revert';
import { UNDO } from './undo';

/** What the sensor fills, in order: it knows an element of a list by its number alone. */
export const VARIABLES: readonly string[] = ['SERVICE', 'ALERT_STARTED', 'REASON'];

const HOME = '/tmp';
const WEEK_SECONDS = 604_800;
const DEADLINE_SECONDS = 600;

/** What takes a release back. The Job is the record of it, with the alert as it came, and goes after a week. */
export function job(environment: ResolvedEnvironment, rollback: ResolvedRollback): IJob {
  const labels = partLabels(environment, 'job');
  return {
    apiVersion: 'batch/v1',
    kind: 'Job',
    metadata: { name: ROLLBACK, labels, annotations: { alert: '' } },
    spec: {
      backoffLimit: 3,
      activeDeadlineSeconds: DEADLINE_SECONDS,
      ttlSecondsAfterFinished: WEEK_SECONDS,
      template: { metadata: { labels }, spec: podSpec(environment, rollback) },
    },
  };
}

function podSpec(environment: ResolvedEnvironment, rollback: ResolvedRollback): IPodSpec {
  const { image, git } = rollback;
  return {
    restartPolicy: 'Never',
    serviceAccountName: partName('job'),
    automountServiceAccountToken: git === undefined,
    enableServiceLinks: false,
    securityContext: podSecurity(),
    ...(partNodes(environment) as Pick<IPodSpec, 'nodeSelector' | 'tolerations'>),
    containers: [
      {
        name: ROLLBACK,
        image,
        imagePullPolicy: 'Always',
        command: ['/bin/sh', '-c', git ? REVERT : UNDO],
        env: environmentVariables(rollback),
        ...partContainer(environment, 'job'),
        volumeMounts: [
          { name: 'home', mountPath: HOME },
          ...(git ? [{ name: 'credentials', mountPath: CREDENTIALS, readOnly: true }] : []),
        ],
      },
    ],
    volumes: [
      { name: 'home', emptyDir: {} },
      ...(git ? [{ name: 'credentials', secret: { secretName: git.credentialsSecret, defaultMode: 0o440 } }] : []),
    ],
  };
}

function environmentVariables({ git, freshSeconds }: ResolvedRollback): NonNullable<IContainer['env']> {
  const values = {
    ALERT_FOR: String(ALERT_FOR_SECONDS),
    FRESH_FOR: String(freshSeconds),
    HOME,
    ...(git && { REPOSITORY: git.repository, BRANCH: git.branch, LOCK_FILE: git.lockFile }),
  };
  return [
    ...VARIABLES.map((name) => ({ name, value: '' })),
    ...Object.entries(values).map(([name, value]) => ({ name, value: value.replaceAll('$', '$$$$') })),
  ];
}
