import { type EnvironmentProps, type Routing, tiers } from 'cdk8s-fairway';
import type { ShopProps } from './shop';

/** What the clusters offer, the same in every environment. */
const platform = {
  secretStore: { name: 'vault' },
  kafka: { cluster: 'main', namespace: 'kafka', credentials: { name: 'kafka-credentials' } },
  consul: { nodeCidrs: ['10.0.0.0/16'], agents: { namespace: 'consul', podLabels: { component: 'client' } } },
  monitoring: {
    namespace: 'monitoring',
    podLabels: { 'app.kubernetes.io/name': 'prometheus' },
    selectorLabels: { release: 'kube-prometheus-stack' },
  },
  tracing: {
    endpoint: 'http://collector.tracing.svc:4317',
    propagators: ['tracecontext', 'baggage', 'b3multi'],
    namespace: 'tracing',
    podLabels: { 'app.kubernetes.io/name': 'opentelemetry-collector' },
    spanMetrics: true,
  },
  certificates: { issuer: { clusterIssuer: 'internal' }, authority: { configMap: 'internal-authority' } },
  platformConfig: { LOG_FORMAT: 'json', 'log.level': 'info' },
  owner: 'team-shop',
} as const satisfies Partial<EnvironmentProps>;

/** Who is called for what breaks in prod; the Secret is the platform team's. */
const receivers = {
  'team-shop': { pagerDuty: { routingKey: { secret: 'alert-receivers', key: 'team-shop' } } },
  'team-identity': {
    slack: { channel: '#identity-alerts', apiUrl: { secret: 'alert-receivers', key: 'slack' } },
  },
} as const satisfies NonNullable<NonNullable<EnvironmentProps['monitoring']>['receivers']>;

/** dev takes requests by Ingress; the others by a Gateway of their own. */
const ingress = {
  kind: 'ingress',
  ingressClassName: 'nginx',
  controller: { namespace: 'ingress-nginx', podLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } },
  tls: { clusterIssuer: 'letsencrypt' },
} as const satisfies Routing;

const gateway = {
  kind: 'gateway',
  gatewayClassName: 'envoy',
  controller: { namespace: 'envoy-gateway-system', podLabels: { 'app.kubernetes.io/managed-by': 'envoy-gateway' } },
  tls: { clusterIssuer: 'letsencrypt' },
} as const satisfies Routing;

/** How the copies of the shop differ, and nothing else. */
export const environments = {
  dev: {
    ...platform,
    ...tiers.dev,
    namespace: 'shop-dev',
    routing: ingress,
    domain: 'dev.shop.example',
    version: 'latest',
    config: { LOG_FORMAT: 'text' },
    access: [{ group: 'shop-developers', role: 'edit' }],
  },
  staging: {
    ...platform,
    ...tiers.staging,
    namespace: 'shop-staging',
    routing: gateway,
    domain: 'staging.shop.example',
    version: 'release-v2.4.0',
    access: [{ group: 'shop-developers', role: 'view' }],
    isolation: { nodes: { nodeSelector: { 'shop.example/pool': 'staging' } } },
  },
  prod: {
    ...platform,
    ...tiers.prod,
    namespace: 'shop',
    routing: gateway,
    domain: 'shop.example',
    version: 'stable-2.3.1',
    access: [{ group: 'shop-operators', role: 'view' }],
    monitoring: { ...platform.monitoring, receivers },
    isolation: { cluster: { context: 'prod-eu' } },
    services: { orders: { config: { 'log.level': 'warn' }, resources: 'l' } },
  },
} as const satisfies Record<string, EnvironmentProps & ShopProps>;
