import { environments } from '../../../../examples/shop/environments';

/** Where the example expects the brokers, and under which name. */
export const { cluster: CLUSTER, namespace: NAMESPACE } = environments.dev.kafka;
export const BOOTSTRAP = `${CLUSTER}-kafka-bootstrap.${NAMESPACE}.svc:9093`;
