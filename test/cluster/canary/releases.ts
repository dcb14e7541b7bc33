import { setTimeout as sleep } from 'node:timers/promises';
import { type Manifest, record, records, text } from '../../support/manifest';
import { objects } from '../kubectl';
import type { Pod } from './requests';

/** What the Rollouts of one namespace have come to. */
export class Releases {
  private readonly before = new Map<string, unknown>();

  constructor(
    readonly namespace: string,
    private readonly names: readonly string[],
    private readonly logs: () => string,
  ) {}

  pods(): readonly Pod[] {
    return objects('pods', '--namespace', this.namespace)
      .filter(({ status }) => record(status).phase === 'Running')
      .map((pod) => this.podOf(pod));
  }

  /** The versions of a service's pods. */
  versionsOf(service: string): readonly string[] {
    return this.pods()
      .filter((pod) => pod.service === service)
      .map(({ version }) => version)
      .sort();
  }

  statusOf(name: string): Manifest {
    const [rollout = {}] = objects('rollouts.argoproj.io', name, '--namespace', this.namespace);
    return record(rollout.status);
  }

  areHealthy(): boolean {
    return this.names.every((name) => this.statusOf(name).phase === 'Healthy');
  }

  /** What runs now is the old version from here on. */
  remember(): void {
    for (const name of this.names) this.before.set(name, this.statusOf(name).stableRS);
  }

  old(name: string): unknown {
    return this.before.get(name);
  }

  isThrough(name: string): boolean {
    const { phase, stableRS } = this.statusOf(name);
    if (phase === 'Degraded') throw new Error(`${name} was aborted: ${JSON.stringify(this.statusOf(name))}`);
    return phase === 'Healthy' && stableRS !== this.before.get(name);
  }

  async until(what: string, isSo: () => boolean, patienceMs: number): Promise<void> {
    const begin = Date.now();
    while (!isSo()) {
      if (Date.now() - begin > patienceMs) {
        const all = this.names.map((name) => `${name}: ${JSON.stringify(this.statusOf(name))}`).join('\n');
        throw new Error(`in vain for ${patienceMs / 1000} s: ${what}\n${all}\n${this.logs()}`);
      }
      await sleep(1000);
    }
  }

  private podOf({ metadata, spec }: Manifest): Pod {
    return {
      namespace: this.namespace,
      name: text(record(metadata).name),
      service: text(record(record(metadata).labels)['app.kubernetes.io/name']),
      version: text(records(record(spec).containers)[0]?.image)
        .split(':')
        .at(-1)!,
    };
  }
}
