import { App, Environment, KafkaTopic, Microservice } from 'cdk8s-fairway';
import { Construct } from 'constructs';
import { environments } from './environments';
import { plan, type ServicePlan } from './plan';

interface SystemProps {
  readonly services: readonly ServicePlan[];
  readonly version: string;
}

/** The benchmark's system as a user of the library writes one. */
class System extends Construct {
  constructor(scope: Construct, id: string, { services, version }: SystemProps) {
    super(scope, id);
    const topics = new Map<string, KafkaTopic>();
    for (const { produces } of services) {
      if (produces) topics.set(produces, new KafkaTopic(this, produces, { partitions: 6 }));
    }
    const made = services.map(
      ({ name, grpc, entered, produces, consumes }) =>
        new Microservice(this, name, {
          image: `registry.example.com/system/${name}:${version}`,
          ports: { ...(grpc ? { grpc: 9090 } : { http: 8080 }), metrics: 9100 },
          config: { LOG_LEVEL: 'info', REQUEST_LIMIT: 200, DB_URL: `postgres://db.system.svc:5432/${name}` },
          secrets: { DB_PASSWORD: { key: `system/${name}/db`, property: 'password' } },
          ...(entered && { ingress: { path: `/${name}` } }),
          ...(produces && { produces: [topics.get(produces)!] }),
          ...(consumes && { consumes: [topics.get(consumes)!] }),
        }),
    );
    for (const [index, { calls }] of services.entries()) {
      for (const callee of calls) made[index]!.addUpstream(made[callee]!);
    }
  }
}

export function addEnvironment(app: Construct, name: keyof typeof environments, count: number): Environment {
  const { version, ...props } = environments[name];
  const environment = new Environment(app, name, props);
  new System(environment, 'system', { services: plan(count), version });
  return environment;
}

/** The system in each of its environments. */
export function addSystems(app: Construct, count: number): void {
  for (const name of Object.keys(environments)) addEnvironment(app, name as keyof typeof environments, count);
}

/** `node fairway.js <services> [map]`: writes to the folder that CDK8S_OUTDIR names. */
if (require.main === module) {
  const [count, map] = process.argv.slice(2);
  const app = new App({ map: map === 'map' });
  addSystems(app, Number(count));
  app.synth();
}
