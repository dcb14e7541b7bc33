import * as pulumi from '@pulumi/pulumi';
import { App, Environment, Microservice, tiers } from 'cdk8s-fairway';
import { deploy, fromOutput } from 'cdk8s-fairway/pulumi';
import { Construct } from 'constructs';
import type { Step } from '../../step';

const step = JSON.parse(process.env.FAIRWAY_STEP ?? '{}') as Step;

const environment = new Environment(new App({ onIssue: () => undefined }), 'changing', tiers.dev);
const secret = pulumi.secret(pulumi.output(step.secret).apply((value) => `late-${value}`));

const system = new Construct(environment, step.system);
const web = new Microservice(system, 'web', {
  image: `registry.example.com/web:${step.tag}`,
  replicas: 2,
  ports: { http: 8080 },
  config: { endpoint: fromOutput(pulumi.output(`db.${step.endpoint}.example`)) },
  secrets: { LITERAL: { literal: step.secret }, LATE: { literal: fromOutput(secret) } },
});
if (step.nowhere) web.override('Deployment', { spec: { template: { spec: { nodeSelector: { pool: 'nowhere' } } } } });
new Microservice(system, 'live', {
  image: 'registry.example.com/live:1',
  ports: { http: 8080 },
  config: { level: step.level },
  configAs: { as: 'files', reload: 'live' },
});

const deployed = deploy(environment, {
  timeouts: { create: '60s', update: '25s' },
  ...(step.takeOver && { takeOver: true }),
  ...(step.formerly !== undefined && { renamed: { [`changing/${step.system}`]: `changing/${step.formerly}` } }),
});
export const { namespace, addresses } = deployed;
