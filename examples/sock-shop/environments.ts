import { type EnvironmentProps, tiers } from 'cdk8s-fairway';
import type { SockShopProps } from './sock-shop';

const monitoring = { namespace: 'monitoring', podLabels: { 'app.kubernetes.io/name': 'prometheus' } };
const ingress = {
  kind: 'ingress',
  ingressClassName: 'nginx',
  controller: { namespace: 'ingress-nginx', podLabels: { 'app.kubernetes.io/name': 'ingress-nginx' } },
} as const;

/** dev is the faithful copy; staging is what the same system needs before it may leave dev. */
export const environments: Readonly<Record<'dev' | 'staging', EnvironmentProps & SockShopProps>> = {
  dev: {
    ...tiers.dev,
    namespace: 'sock-shop',
    domain: 'sock-shop.example',
    routing: { ...ingress, tls: 'none' },
    monitoring,
  },
  staging: {
    ...tiers.staging,
    // Sock Shop's own tags are versions of three numbers; `latest` and `alpine` are none.
    images: { tags: ['*.*.*'] },
    namespace: 'sock-shop-staging',
    domain: 'staging.sock-shop.example',
    routing: { ...ingress, tls: { clusterIssuer: 'letsencrypt' } },
    monitoring,
    secretStore: { name: 'vault' },
    thirdParty: {
      mongo: 'mongo:3.4.24',
      redis: 'redis:7.4.2-alpine',
      rabbitmqExporter: 'kbudde/rabbitmq-exporter:1.0.0',
    },
  },
};
