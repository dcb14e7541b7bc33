import type { MicroserviceOptions, ResourceOptions, SecretSource, WritablePath } from 'cdk8s-fairway';
import { own } from './programs';

const tmp: WritablePath = { path: '/tmp', medium: 'Memory' };

/** The original says nothing. Journals are files of 100 MB, more than the usual 256Mi of disk hold. */
const storeResources: ResourceOptions = { cpu: '100m', memory: '512Mi', ephemeralStorage: '1Gi' };

/** What all stores share: two pods would be two stores, each with half of the data. */
const store = { replicas: 1, resources: storeResources } as const satisfies Partial<MicroserviceOptions>;

/** carts-db and orders-db. */
export function mongo(image: string): MicroserviceOptions {
  return {
    ...store,
    image,
    ports: { mongo: 27017 },
    security: { user: 999, writablePaths: ['/data/db', '/data/configdb', tmp] },
  };
}

/**
 * user-db: a mongo whose image brings its customers along, in a volume of its own at /data/db-users. A writable path
 * there would hide them.
 */
export function userStore(): MicroserviceOptions {
  return {
    ...store,
    image: own('user-db:0.3.0'),
    ports: { mongo: 27017 },
    security: { user: 999, writablePaths: [tmp] },
  };
}

/** catalogue-db. */
export function mysql(rootPassword: SecretSource): MicroserviceOptions {
  return {
    ...store,
    image: own('catalogue-db:0.3.0'),
    ports: { mysql: 3306 },
    config: { MYSQL_DATABASE: 'socksdb' },
    secrets: { MYSQL_ROOT_PASSWORD: rootPassword },
    secretsAs: { as: 'env' },
    security: { user: 999, writablePaths: ['/var/lib/mysql', '/var/run/mysqld', tmp] },
  };
}

/** session-db. */
export function redis(image: string): MicroserviceOptions {
  return {
    ...store,
    image,
    ports: { redis: 6379 },
    resources: 's',
    security: { user: 999, group: 1000, writablePaths: ['/data'] },
  };
}

/**
 * Its management API (15672) is no port here: the exporter asks for it within the pod, and a port of the pod would be
 * one of the Service. The exporter's own port was 9090 until its release 1.0, and has to be asked for since.
 */
export function rabbitmq(exporterImage: string): MicroserviceOptions {
  return {
    ...store,
    image: 'rabbitmq:3.6.8-management',
    ports: { amqp: 5672 },
    security: { user: 999, writablePaths: ['/var/lib/rabbitmq'] },
    sidecars: {
      'rabbitmq-exporter': { image: exporterImage, ports: { exporter: 9090 }, env: { PUBLISH_PORT: '9090' } },
    },
    metrics: { port: 'exporter' },
  };
}
