import { servesTls, TLS_PATH } from './certificates';
import type { ResolvedEnvironment } from './environment';
import type { ResolvedMicroservice } from './microservice';
import { toEnvStem } from './names';

/** A variable that tells a program what its own declaration says; from the pod where its value is known only there. */
export type OwnVariable = { readonly name: string } & ({ readonly value: string } | { readonly podField: string });

/**
 * What a program would otherwise have to repeat: its ports, where its files stand, and who it is for its traces. What
 * the configuration says under the same name wins.
 */
export function ownVariables(service: ResolvedMicroservice, environment: ResolvedEnvironment): readonly OwnVariable[] {
  const said = new Set(saidByUser(service));
  return [...ports(service), ...folders(service), ...tracing(service, environment)].filter(
    ({ name }) => !said.has(name),
  );
}

function saidByUser({ config, secrets }: ResolvedMicroservice): readonly string[] {
  const named = [...secrets.store, ...secrets.existing, ...secrets.literals].map(({ name }) => name);
  return [...(config.as === 'env' ? config.entries.map(({ key }) => key) : []), ...(secrets.as === 'env' ? named : [])];
}

function ports(service: ResolvedMicroservice): OwnVariable[] {
  return service.ports.map(({ name, containerPort }) => ({
    name: `${toEnvStem(name)}_PORT`,
    value: String(containerPort),
  }));
}

function folders({ config, secrets, ports: own }: ResolvedMicroservice): OwnVariable[] {
  const hasSecrets = secrets.store.length + secrets.existing.length + secrets.literals.length > 0;
  return [
    ...(config.as === 'files' && config.entries.length > 0 ? [{ name: 'CONFIG_PATH', value: config.path }] : []),
    ...(secrets.as === 'files' && hasSecrets ? [{ name: 'SECRETS_PATH', value: secrets.path }] : []),
    ...(servesTls(own) ? [{ name: 'TLS_PATH', value: TLS_PATH }] : []),
  ];
}

/** OpenTelemetry's own variables, which its SDKs read by themselves. */
function tracing(
  service: ResolvedMicroservice,
  { name: environment, tracing: collector }: ResolvedEnvironment,
): OwnVariable[] {
  if (!service.traced || collector === undefined) return [];
  const attributes = {
    'service.namespace': service.labels['app.kubernetes.io/part-of'],
    'service.version': service.version,
    'deployment.environment.name': environment,
    'k8s.namespace.name': service.namespace,
    'k8s.pod.name': '$(POD_NAME)',
  };
  return [
    // The attributes refer to it, so it stands before them.
    { name: 'POD_NAME', podField: 'metadata.name' },
    { name: 'OTEL_SERVICE_NAME', value: service.name },
    {
      name: 'OTEL_RESOURCE_ATTRIBUTES',
      value: Object.entries(attributes)
        .map(([key, value]) => `${key}=${value}`)
        .join(','),
    },
    { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: collector.endpoint },
    { name: 'OTEL_EXPORTER_OTLP_PROTOCOL', value: collector.protocol },
    { name: 'OTEL_PROPAGATORS', value: collector.propagators.join(',') },
  ];
}
