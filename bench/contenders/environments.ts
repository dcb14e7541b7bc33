import { type EnvironmentProps, type Routing, tiers } from 'cdk8s-fairway';

const platform = {
  secretStore: { name: 'vault' },
  kafka: { cluster: 'main', namespace: 'kafka', credentials: { name: 'kafka-credentials' } },
  monitoring: {
    namespace: 'monitoring',
    podLabels: { 'app.kubernetes.io/name': 'prometheus' },
    selectorLabels: { release: 'kube-prometheus-stack' },
  },
  platformConfig: { LOG_FORMAT: 'json' },
  owner: 'team-system',
} as const satisfies Partial<EnvironmentProps>;

const gateway = {
  kind: 'gateway',
  gatewayClassName: 'envoy',
  controller: { namespace: 'envoy-gateway-system', podLabels: { 'app.kubernetes.io/managed-by': 'envoy-gateway' } },
  tls: { clusterIssuer: 'letsencrypt' },
} as const satisfies Routing;

const ingress = {
  kind: 'ingress',
  ingressClassName: 'nginx',
  controller: { namespace: 'ingress-nginx', podLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } },
  tls: { clusterIssuer: 'letsencrypt' },
} as const satisfies Routing;

export const environments = {
  dev: { ...platform, ...tiers.dev, routing: ingress, domain: 'dev.system.example', version: 'latest' },
  staging: { ...platform, ...tiers.staging, routing: gateway, domain: 'staging.system.example', version: 'release-v1' },
  // The peers write Deployments.
  prod: {
    ...platform,
    ...tiers.prod,
    rollout: 'rolling',
    routing: gateway,
    domain: 'system.example',
    version: 'stable-1',
  },
} as const satisfies Record<string, EnvironmentProps & { readonly version: string }>;
