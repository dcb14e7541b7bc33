import { Duration } from 'cdk8s';
import { External, KafkaTopic, Microservice } from 'cdk8s-fairway';
import { Construct } from 'constructs';

export interface ShopProps {
  /** The images' tag: what this environment runs. */
  readonly version: string;
}

/** Bounds in seconds of what the services count the time of their requests in: `internal/telemetry/metrics.go`. */
export const buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 0.75, 1, 2, 5, 10];

/** What the system is: five services, one topic, the issuer of its users' tokens, and who talks to whom. */
export class Shop extends Construct {
  constructor(scope: Construct, id: string, { version }: ShopProps) {
    super(scope, id);
    const image = (name: string): string => `registry.example.com/shop/${name}:${version}`;

    const orderEvents = new KafkaTopic(this, 'order-events', { partitions: 12 });

    const identity = new External(this, 'identity', {
      host: 'identity.identity.svc',
      protocol: 'http',
      pods: { namespace: 'identity', podLabels: { 'app.kubernetes.io/name': 'identity' } },
    });
    const tokens = { 'auth.issuer': 'http://identity.identity.svc', 'auth.audience': 'shop' };

    const users = new Microservice(this, 'users', {
      image: image('users'),
      ports: { http: 8081, grpc: { containerPort: 9090, tls: true }, metrics: 9100 },
      config: tokens,
      upstreams: [identity],
      consul: {
        name: 'user-service',
        port: 'http',
        check: {
          path: '/actuator/health',
          interval: Duration.seconds(10),
          timeout: Duration.seconds(10),
          deregisterCriticalServiceAfter: Duration.seconds(15),
        },
      },
      secrets: { DB_PASSWORD: { key: 'shop/users/db', property: 'password' } },
      owner: 'team-identity',
    });

    new Microservice(this, 'orders', {
      image: image('orders'),
      ports: { http: 8080, metrics: 9100 },
      config: { 'feature.flag': false, ...tokens },
      configAs: { as: 'files', path: '/etc/orders', reload: 'live' },
      secrets: { DB_PASSWORD: { key: 'shop/orders/db', property: 'password' } },
      upstreams: [
        {
          service: users,
          port: 'grpc',
          slo: { availability: 99.9, latency: { quantile: 0.99, under: Duration.millis(200) } },
        },
        identity,
      ],
      produces: [orderEvents],
      ingress: { path: '/' },
      metrics: { buckets },
      slo: { availability: 99.9, latency: { quantile: 0.99, under: Duration.millis(300) } },
      runbook: 'https://runbooks.shop.example/orders',
      resources: 'm',
      security: { writablePaths: ['/tmp'] },
      consul: true,
    });

    for (const name of ['inventory', 'notification', 'log']) {
      new Microservice(this, name, {
        image: image(name),
        ports: { metrics: 9100 },
        consumes: [orderEvents],
      });
    }
  }
}
