import type { IContainer } from 'kubernetes-models/v1/Container';
import { consulSidecarResources } from '../model/capacity';
import { CONSUL_SIDECAR, type ResolvedConsul, type ResolvedRegistration } from '../model/consul';
import type { ServiceView } from '../model/view';
import { resourceRequirements, securityContext } from './container';
import type { Mounted } from './volumes';

const RUN_PATH = '/run/consul';
const TOKEN_PATH = '/etc/consul/token';
const USER = 10001;

/**
 * Registers once the service answers, and again should the agent have forgotten it. The script is constant: all that
 * differs comes in by environment variables, so nothing of the user's is ever read as shell.
 */
const REGISTER = `
fetch() { timeout 2 wget -q -O /dev/null "$@" 2>/dev/null; }
ready() { if [ -n "$READY_URL" ]; then fetch "$READY_URL"; else nc -z -w 2 "$POD_IP" "$READY_PORT"; fi; }
known() {
  token="$(cat "$CONSUL_HTTP_TOKEN_FILE" 2>/dev/null)"
  fetch --header "X-Consul-Token: $token" "$CONSUL_HTTP_ADDR/v1/agent/service/$SERVICE_ID"
}
printf '%s' "$SERVICE" > ${RUN_PATH}/service.json
trap 'exit 0' TERM
while [ ! -e ${RUN_PATH}/leaving ]; do
  if known; then pause=10; else pause=1; ready && consul services register ${RUN_PATH}/service.json; fi
  sleep $pause & wait $!
done
echo "leaving, waiting to be stopped"
while :; do sleep 60 & wait $!; done
`.trim();

/** Runs when the pod is told to stop, before the drain: callers that ask Consul get no dying address. */
const DEREGISTER = `touch ${RUN_PATH}/leaving; consul services deregister -id="$SERVICE_ID"`;

/**
 * A native sidecar that registers the pod with the agent on its node. Its preStop hook runs at the start of the
 * termination, together with the service's drain, although the sidecar itself stops last.
 */
export function consulSidecar(
  view: ServiceView,
  consul: ResolvedConsul,
  registration: ResolvedRegistration,
): IContainer {
  const { service } = view.node;
  return {
    name: CONSUL_SIDECAR,
    image: consul.image,
    imagePullPolicy: 'Always',
    restartPolicy: 'Always',
    command: ['/bin/sh', '-c', REGISTER],
    env: sidecarEnvironment(view, consul, registration),
    lifecycle: { preStop: { exec: { command: ['/bin/sh', '-c', DEREGISTER] } } },
    resources: resourceRequirements(consulSidecarResources(service)),
    securityContext: securityContext({
      user: USER,
      group: USER,
      writablePaths: [],
      bindPrivilegedPorts: false,
      readOnlyRoot: true,
    }),
    volumeMounts: consulVolumes(consul).map(({ mount }) => mount),
  };
}

export function consulVolumes({ tokenSecret }: ResolvedConsul): readonly Mounted[] {
  const run: Mounted = {
    volume: { name: CONSUL_SIDECAR, emptyDir: { medium: 'Memory', sizeLimit: '1Mi' } },
    mount: { name: CONSUL_SIDECAR, mountPath: RUN_PATH },
  };
  if (tokenSecret === undefined) return [run];
  const name = `${CONSUL_SIDECAR}-token`;
  const token: Mounted = {
    volume: { name, secret: { secretName: tokenSecret, defaultMode: 0o440 } },
    mount: { name, mountPath: TOKEN_PATH, readOnly: true },
  };
  return [run, token];
}

type Variables = NonNullable<IContainer['env']>;

function sidecarEnvironment(view: ServiceView, consul: ResolvedConsul, registration: ResolvedRegistration): Variables {
  const { port, checkPath } = registration;
  const http = port.protocol === 'http';
  return [
    { name: 'HOST_IP', valueFrom: { fieldRef: { fieldPath: 'status.hostIP' } } },
    { name: 'POD_IP', valueFrom: { fieldRef: { fieldPath: 'status.podIP' } } },
    { name: 'POD_NAME', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
    { name: 'CONSUL_HTTP_ADDR', value: `http://$(HOST_IP):${consul.port}` },
    ...(consul.tokenSecret === undefined ? [] : [{ name: 'CONSUL_HTTP_TOKEN_FILE', value: `${TOKEN_PATH}/token` }]),
    ...(http
      ? [{ name: 'READY_URL', value: `http://$(POD_IP):${port.containerPort}${literal(checkPath)}` }]
      : [{ name: 'READY_PORT', value: String(port.containerPort) }]),
    { name: 'SERVICE_ID', value: serviceId(registration) },
    { name: 'SERVICE', value: JSON.stringify({ service: serviceDefinition(view, registration) }) },
  ];
}

/** The name and port say what it is, the pod's name which one. */
function serviceId({ name, port }: ResolvedRegistration): string {
  return `${literal(name)}-${port.containerPort}-$(POD_NAME)`;
}

function serviceDefinition({ environment }: ServiceView, registration: ResolvedRegistration): object {
  const { name, port, tags, intervalSeconds, timeoutSeconds, deregisterAfterSeconds } = registration;
  return {
    id: serviceId(registration),
    name: literal(name),
    address: '$(POD_IP)',
    port: port.containerPort,
    tags: tags.map(literal),
    meta: { environment: environment.name, namespace: environment.namespace, pod: '$(POD_NAME)' },
    check: {
      ...checkTarget(registration),
      interval: `${intervalSeconds}s`,
      timeout: `${timeoutSeconds}s`,
      deregister_critical_service_after: `${deregisterAfterSeconds}s`,
    },
  };
}

function checkTarget({ port, checkPath }: ResolvedRegistration): object {
  const address = `$(POD_IP):${port.containerPort}`;
  if (port.protocol === 'http') return { http: `http://${address}${literal(checkPath)}` };
  return port.protocol === 'grpc' ? { grpc: address } : { tcp: address };
}

/** Kubernetes expands `$(NAME)` in a variable's value; a doubled dollar keeps a user's text as it is. */
function literal(text: string): string {
  return text.replaceAll('$', '$$$$');
}
