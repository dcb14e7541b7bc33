import { appendFileSync } from 'node:fs';

/** The systems of the shop that are played through, as `docs/proof.md` calls them. */
export const SYSTEMS = {
  http: 'HTTP services',
  grpc: 'gRPC between services, over TLS',
  image: 'Container images',
  configuration: 'Layered configuration, live and by rollout',
  isolation: 'Isolation and the service graph',
  logs: 'Structured logs',
  traces: 'Traces',
  consul: 'Consul registration and discovery',
  metrics: 'Prometheus',
  tokens: 'OAuth2 tokens',
  kafka: 'Kafka',
  availability: 'High availability',
  release: 'Release by canary',
  restart: 'Restart in any order',
  rollback: 'A bad release of a small service, taken back without a hand',
} as const;

export type System = keyof typeof SYSTEMS;

/** What a test has seen, with the figure that it measured. */
export interface Seen {
  readonly system: System;
  readonly what: string;
  readonly figure: string;
}

/** Notes what a test has just seen, for `npm run proof`; a run of the tests alone notes nothing. */
export function seen(system: System, what: string, figure = 'yes'): void {
  const { FAIRWAY_PROOF: file } = process.env;
  if (file) appendFileSync(file, `${JSON.stringify({ system, what, figure } satisfies Seen)}\n`);
}
