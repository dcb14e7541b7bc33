/** What the original manifests say about a service, typed by hand. Nothing: the original says nothing. */
export interface ServiceFacts {
  readonly image: string;
  readonly containerPorts: readonly number[];
  /** The Service's ports and the container ports behind them: `80 -> 8079`. */
  readonly servicePorts: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly secretEnv?: Readonly<Record<string, string>>;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  /** CPU and memory. */
  readonly requests?: readonly [string, string];
  readonly limits?: readonly [string, string];
  readonly user?: number;
  /** A /tmp in memory. */
  readonly memoryTmp?: true;
  /** The probes' path, and the seconds until the first liveness probe. */
  readonly probe?: { readonly path: string; readonly startSeconds: number };
  /** The Service's port that Prometheus is told to scrape. */
  readonly scrapedPort?: number;
  /** The services that its program calls, as `name:containerPort`. */
  readonly calls: readonly string[];
}

const javaOptions = {
  JAVA_OPTS: '-Xms64m -Xmx128m -XX:+UseG1GC -Djava.security.egd=file:/dev/urandom -Dspring.zipkin.enabled=false',
};
const onPort80 = { containerPorts: [80], servicePorts: ['80 -> 80'], scrapedPort: 80 } as const;
const mongo = { containerPorts: [27017], servicePorts: ['27017 -> 27017'], memoryTmp: true, calls: [] } as const;
const health = { path: '/health', startSeconds: 300 } as const;

export const services: Readonly<Record<string, ServiceFacts>> = {
  carts: {
    ...onPort80,
    image: 'weaveworksdemos/carts:0.4.8',
    user: 10001,
    env: javaOptions,
    requests: ['100m', '200Mi'],
    limits: ['300m', '500Mi'],
    memoryTmp: true,
    calls: ['carts-db:27017'],
  },
  'carts-db': { ...mongo, image: 'mongo' },
  catalogue: {
    ...onPort80,
    image: 'weaveworksdemos/catalogue:0.3.5',
    user: 10001,
    command: ['/app'],
    args: ['-port=80'],
    requests: ['100m', '100Mi'],
    limits: ['200m', '200Mi'],
    probe: health,
    calls: ['catalogue-db:3306'],
  },
  'catalogue-db': {
    image: 'weaveworksdemos/catalogue-db:0.3.0',
    containerPorts: [3306],
    servicePorts: ['3306 -> 3306'],
    env: { MYSQL_DATABASE: 'socksdb' },
    secretEnv: { MYSQL_ROOT_PASSWORD: 'fake_password' },
    calls: [],
  },
  'front-end': {
    image: 'weaveworksdemos/front-end:0.3.12',
    containerPorts: [8079],
    servicePorts: ['80 -> 8079'],
    env: { SESSION_REDIS: 'true' },
    requests: ['100m', '300Mi'],
    limits: ['300m', '1000Mi'],
    user: 10001,
    probe: { path: '/', startSeconds: 300 },
    scrapedPort: 80,
    calls: ['carts:80', 'catalogue:80', 'orders:80', 'session-db:6379', 'user:80'],
  },
  orders: {
    ...onPort80,
    image: 'weaveworksdemos/orders:0.4.7',
    user: 10001,
    env: javaOptions,
    requests: ['100m', '300Mi'],
    limits: ['500m', '500Mi'],
    memoryTmp: true,
    calls: ['carts:80', 'orders-db:27017', 'payment:80', 'shipping:80', 'user:80'],
  },
  'orders-db': { ...mongo, image: 'mongo' },
  payment: {
    ...onPort80,
    image: 'weaveworksdemos/payment:0.4.3',
    user: 10001,
    requests: ['99m', '100Mi'],
    limits: ['200m', '200Mi'],
    probe: health,
    calls: [],
  },
  'queue-master': {
    ...onPort80,
    image: 'weaveworksdemos/queue-master:0.3.1',
    env: javaOptions,
    requests: ['100m', '300Mi'],
    limits: ['300m', '500Mi'],
    calls: ['rabbitmq:5672'],
  },
  rabbitmq: {
    image: 'rabbitmq:3.6.8-management',
    containerPorts: [5672, 15672],
    servicePorts: ['5672 -> 5672', '9090 -> 9090'],
    scrapedPort: 9090,
    calls: [],
  },
  'session-db': {
    image: 'redis:alpine',
    containerPorts: [6379],
    servicePorts: ['6379 -> 6379'],
    calls: [],
  },
  shipping: {
    ...onPort80,
    image: 'weaveworksdemos/shipping:0.4.8',
    user: 10001,
    env: { ...javaOptions, ZIPKIN: 'zipkin.jaeger.svc.cluster.local' },
    requests: ['100m', '300Mi'],
    limits: ['300m', '500Mi'],
    memoryTmp: true,
    calls: ['rabbitmq:5672'],
  },
  user: {
    ...onPort80,
    image: 'weaveworksdemos/user:0.4.7',
    user: 10001,
    env: { mongo: 'user-db:27017' },
    requests: ['100m', '100Mi'],
    limits: ['300m', '200Mi'],
    probe: health,
    calls: ['user-db:27017'],
  },
  'user-db': { ...mongo, image: 'weaveworksdemos/user-db:0.3.0' },
};

/** The second container of rabbitmq's pod. */
export const rabbitmqExporter = { image: 'kbudde/rabbitmq-exporter', containerPorts: [9090] };

/** Container ports that the example leaves out on purpose. */
export const undeclaredPorts: Readonly<Record<string, readonly number[]>> = { rabbitmq: [15672] };

/** A policy as somebody wrote it by hand: pods by the value of their label `name`. */
export interface HandWrittenPolicy {
  readonly name: string;
  /** Nothing: all pods. */
  readonly target?: string;
  /** Nothing: everybody. */
  readonly callers?: readonly string[];
  /** Nothing: every port. */
  readonly port?: number;
}

export const handWrittenPolicies: readonly HandWrittenPolicy[] = [
  { name: 'cart-access', target: 'cart', callers: ['front-end', 'orders'], port: 80 },
  { name: 'carts-db-access', target: 'carts-db', callers: ['cart'], port: 27017 },
  { name: 'catalogue-access', target: 'catalogue', callers: ['front-end'], port: 80 },
  { name: 'catalogue-db-access', target: 'catalogue-db', callers: ['catalogue'], port: 3306 },
  { name: 'cortex-access', callers: ['cortex'] },
  { name: 'front-end-access', target: 'front-end', port: 8079 },
  { name: 'orders-access', target: 'orders', callers: ['front-end'], port: 80 },
  { name: 'orders-db-access', target: 'orders-db', callers: ['orders'], port: 27017 },
  { name: 'payment-access', target: 'payment', callers: ['orders'], port: 80 },
  { name: 'rabbitmq-access', target: 'rabbitmq', callers: ['queue-master', 'shipping'], port: 5672 },
  { name: 'shipping-access', target: 'shipping', callers: ['orders'], port: 80 },
  { name: 'user-access', target: 'user', callers: ['front-end', 'orders'], port: 80 },
  { name: 'user-db-access', target: 'user-db', callers: ['user'], port: 27017 },
];
