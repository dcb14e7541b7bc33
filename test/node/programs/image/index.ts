import { App, Environment, Microservice, tiers } from 'cdk8s-fairway';
import { deploy } from 'cdk8s-fairway/pulumi';

const environment = new Environment(new App({ onIssue: () => undefined }), 'image', tiers.dev);
new Microservice(environment, 'web', {
  image: process.env.FAIRWAY_IMAGE!,
  args: ['serve', '8080'],
  ports: { http: 8080 },
  probes: { readiness: { http: '/' }, liveness: { tcp: 'http' } },
});
deploy(environment, { timeouts: { create: '60s', update: '40s' } });
