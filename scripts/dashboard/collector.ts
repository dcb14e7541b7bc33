import { spawn } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cached, contentHash } from '../../test/cluster/harness/cache';
import { goBuild, goVersion } from '../../test/cluster/harness/go';
import { reported } from '../../test/cluster/harness/progress';
import { SPAN_METRICS } from '../../test/node/neighbours/tracing';

const MODULE = join(__dirname, '..', '..', 'test', 'node', 'neighbours', 'tools', 'collector');

export interface CollectorPorts {
  /** Where it takes spans. */
  readonly spans: number;
  /** Where Prometheus listens. */
  readonly prometheus: number;
}

/** Starts a collector as a process, which tells Prometheus how long spans took. It needs some seconds. */
export async function startCollector(folder: string, ports: CollectorPorts): Promise<void> {
  const file = join(folder, 'collector.json');
  writeFileSync(file, JSON.stringify(configuration(ports)));
  const child = spawn(await program(), [`--config=file:${file}`], { stdio: 'ignore' });
  // Also where the programs fail before it is asked.
  process.on('exit', () => child.kill());
}

async function program(): Promise<string> {
  const hash = contentHash(MODULE, await goVersion(MODULE));
  const folder = await cached('collector', hash, (part) =>
    reported('building the collector (once)', (note) =>
      goBuild({ cwd: MODULE, output: join(part, 'collector'), packages: ['.'], variables: {}, note }),
    ),
  );
  return join(folder, 'collector');
}

function configuration({ spans, prometheus }: CollectorPorts): object {
  return {
    receivers: { otlp: { protocols: { grpc: { endpoint: `127.0.0.1:${spans}` } } } },
    connectors: { span_metrics: SPAN_METRICS },
    exporters: { otlp_http: { endpoint: `http://127.0.0.1:${prometheus}/api/v1/otlp` } },
    service: {
      pipelines: {
        traces: { receivers: ['otlp'], exporters: ['span_metrics'] },
        metrics: { receivers: ['span_metrics'], exporters: ['otlp_http'] },
      },
      telemetry: { metrics: { level: 'none' } },
    },
  };
}
