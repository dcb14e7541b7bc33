import { DashboardBuilder, RowBuilder } from '@grafana/grafana-foundation-sdk/dashboard';
import type { ResolvedEnvironment } from '../model/environment';
import { HOST_CPU, HOST_MEMORY } from '../model/process-promql';
import { RECORDED } from '../resources/counted-requests';
import { panel } from './panels';
import { type Look, uidOf } from './service';

/** All services of an environment beside each other, and the hosts under them. */
export function environmentDashboard({ name, namespace }: ResolvedEnvironment, { datasource }: Look): object {
  const all = `{namespace="${namespace}"}`;
  const legend = '{{service}} {{protocol}}';
  const lines = (title: string, unit: string, expr: string, each = legend): ReturnType<typeof panel> =>
    panel(datasource, { title, unit, queries: [{ expr, legend: each }] });
  return new DashboardBuilder(`All services in ${namespace}`)
    .uid(uidOf(namespace, 'all'))
    .tags(['cdk8s-fairway', name])
    .time({ from: 'now-1h', to: 'now' })
    .refresh('30s')
    .withRow(new RowBuilder('Services'))
    .withPanel(lines('Requests', 'reqps', `${RECORDED.requests}${all}`))
    .withPanel(lines('Errors', 'percentunit', `${RECORDED.errors('5m')}${all}`))
    .withPanel(lines('Latency: 99 % within', 's', `${RECORDED.duration}${all}`))
    .withPanel(
      lines(
        'Alerts',
        'short',
        `count by (alertname, service) (ALERTS{namespace="${namespace}",alertstate="firing"})`,
        '{{service}}: {{alertname}}',
      ),
    )
    .withRow(new RowBuilder('Hosts'))
    .withPanel(lines('CPU', 'percentunit', HOST_CPU, '{{instance}}'))
    .withPanel(lines('Memory', 'percentunit', HOST_MEMORY, '{{instance}}'))
    .build();
}
