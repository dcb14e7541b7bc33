import { App, Environment, Microservice, tiers } from 'cdk8s-fairway';

const app = new App();

const environment = new Environment(app, 'dev', {
  ...tiers.dev,
  namespace: 'go-microservice',
  domain: 'go.example',
  routing: {
    kind: 'ingress',
    ingressClassName: 'nginx',
    controller: { namespace: 'ingress-nginx' },
    tls: { clusterIssuer: 'letsencrypt' },
  },
});

new Microservice(environment, 'go-microservice', {
  image: 'myregistry/go-microservice:v1.2',
  replicas: 3,
  ports: { http: 8080 },
  probes: { readiness: { http: '/hello' }, liveness: { tcp: 'http' } },
  config: { 'log.level': 'info', 'db.url': 'postgres://db:5432/app', 'feature.flag': 'on' },
  configAs: { as: 'env', reload: 'restart' },
  secrets: { DB_PASSWORD: { literal: 'only-for-dev' } },
  secretsAs: { as: 'env' },
  ingress: {},
  labels: { app: 'go-microservice' },
  names: {
    service: 'go-microservice-service',
    container: 'go-app',
    configMap: 'go-app-config',
    secret: 'go-app-secret',
  },
});

app.synth();
