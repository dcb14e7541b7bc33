import { TOO_MANY_ERRORS } from '../../model/alerting';
import type { ResolvedEnvironment } from '../../model/environment';
import { toLabelValue } from '../../model/names';
import type { ResolvedRollback } from '../../model/rollback';
import type { Blueprint } from '../blueprint';
import { ARGO_EVENTS, type DataFilter, type Parameter, type Sensor } from './argo-events';
import { job, VARIABLES } from './job';
import { listenerLabels, listenerPod, ROLLBACK } from './pod';

const DEPENDENCY = 'alert';
/** Each group of Alertmanager's is one alert. */
const ALERT = 'body.alerts.0';
const TIME = String.raw`\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z`;

/** Makes a Job of an alert that says that a service of this environment fails too many requests. */
export function sensor(
  environment: ResolvedEnvironment,
  rollback: ResolvedRollback,
  services: () => readonly string[],
): Blueprint<Sensor> {
  const { namespace } = environment;
  return {
    apiVersion: ARGO_EVENTS,
    kind: 'Sensor',
    // A sensor keeps what it has heard in the bus, under its name.
    name: toLabelValue(`${ROLLBACK}-${namespace}`),
    namespace,
    labels: listenerLabels(environment, 'sensor'),
    body: () => ({
      spec: {
        eventBusName: ROLLBACK,
        template: listenerPod(environment, 'sensor'),
        dependencies: [
          {
            name: DEPENDENCY,
            eventSourceName: ROLLBACK,
            eventName: namespace,
            filters: { data: filters(namespace, services()) },
          },
        ],
        triggers: [
          {
            template: {
              name: ROLLBACK,
              k8s: {
                operation: 'create',
                source: { resource: job(environment, rollback) },
                parameters: parameters(),
              },
            },
            retryStrategy: { steps: 3, duration: '5s' },
          },
        ],
      },
    }),
  };
}

function filters(namespace: string, services: readonly string[]): readonly DataFilter[] {
  return [
    { path: 'body.alerts.#', type: 'number', value: ['1'] },
    text('status', ['firing']),
    text('labels.alertname', [TOO_MANY_ERRORS.alert]),
    text('labels.namespace', [namespace]),
    text('labels.service', services),
    text('startsAt', [TIME]),
  ];
}

/** The values are regular expressions, and fit anywhere in a text unless told otherwise. */
function text(field: string, values: readonly string[]): DataFilter {
  return { path: `${ALERT}.${field}`, type: 'string', value: values.map((value) => `^${value}$`) };
}

/**
 * The name follows from the alert and the moment in which it began to fire: told again, by whomever, it is the Job that is
 * there already, and the API server says no.
 */
const NAME = `${ROLLBACK}-{{ .labels.service | trunc 36 | trimSuffix "-" }}-{{ printf "%s %s" .fingerprint .startsAt | sha256sum | trunc 16 }}`;
const STARTED = '{{ .startsAt | toDate "2006-01-02T15:04:05Z07:00" | unixEpoch }}';
const REASON = '{{ .labels.alertname }} at {{ .startsAt }}: {{ .annotations.summary }}';

function parameters(): readonly Parameter[] {
  return [
    filled(NAME, 'metadata.name'),
    { src: { dependencyName: DEPENDENCY, dataKey: ALERT }, dest: 'metadata.annotations.alert' },
    ...Object.entries({ SERVICE: '{{ .labels.service }}', ALERT_STARTED: STARTED, REASON }).map(([name, template]) =>
      filled(template, `spec.template.spec.containers.0.env.${VARIABLES.indexOf(name)}.value`),
    ),
  ];
}

function filled(template: string, dest: string): Parameter {
  const dataTemplate = `{{ with index .Input.body.alerts 0 }}${template}{{ end }}`;
  return { src: { dependencyName: DEPENDENCY, dataTemplate }, dest };
}
