import { apply } from '../../cluster/kubectl';
import { administrator, untilRolledOut, workload } from './harness/objects';
import { provideGoImage } from './harness/tools';
import { ADMIN } from './kafka/keys';
import { BOOTSTRAP, CLUSTER, NAMESPACE } from './kafka/names';

const NAME = 'strimzi-stand-in';

/**
 * Starts what stands for Strimzi's topic and user operators, which no package registry has: see `tools/strimzi-stand-in`.
 * It knows topics with partitions, replicas and configuration, users with certificates, and ACLs.
 */
export async function startStrimziStandIn(): Promise<void> {
  const image = await provideGoImage({ tool: NAME });
  apply([
    ...administrator(NAMESPACE, NAME),
    workload({
      kind: 'Deployment',
      namespace: NAMESPACE,
      name: NAME,
      labels: { app: NAME },
      pod: {
        serviceAccountName: NAME,
        containers: [
          {
            name: NAME,
            image,
            args: [
              `--namespace=${NAMESPACE}`,
              `--cluster=${CLUSTER}`,
              `--broker=${BOOTSTRAP}`,
              '--admin=/admin',
              '--broker-ca=/broker-ca/ca.crt',
            ],
            volumeMounts: [
              { name: 'admin', mountPath: '/admin' },
              { name: 'broker-ca', mountPath: '/broker-ca' },
            ],
          },
        ],
        volumes: [
          { name: 'admin', secret: { secretName: ADMIN } },
          { name: 'broker-ca', secret: { secretName: `${CLUSTER}-cluster-ca-cert` } },
        ],
      },
    }),
  ]);
  untilRolledOut(NAMESPACE, `deployment/${NAME}`);
}
