import { setTimeout as sleep } from 'node:timers/promises';
import { type Json, type Manifest, record, records, text } from '../../support/manifest';
import { apply, kubectl, objects } from '../kubectl';
import { run } from '../run';

const POLL_MS = 500;
const PATIENCE_MS = 240_000;

interface Place {
  readonly namespace: string;
  /** What others do meanwhile. */
  readonly meanwhile: () => void;
  readonly logs: () => string;
}

/** The state of an Application as people read it: `Synced Healthy Succeeded`. */
export interface State {
  readonly sync: unknown;
  readonly health: unknown;
  readonly phase: unknown;
  readonly revision: unknown;
  /** The revision that the last operation brought. */
  readonly brought: unknown;
  /** What the last operation said, over all and of each object. */
  readonly messages: readonly string[];
  readonly conditions: readonly string[];
}

/** Applications of a real controller, treated as its command line and its webhook do: by fields and annotations. */
export class Applications {
  constructor(private readonly place: Place) {}

  read(name: string): Manifest {
    return objects('applications.argoproj.io', name, '--namespace', this.place.namespace)[0]!;
  }

  state(name: string): State {
    const { sync, health, operationState, conditions } = record(this.read(name).status);
    const { phase, message, syncResult } = record(operationState);
    return {
      sync: record(sync).status,
      health: record(health).status,
      phase,
      revision: record(sync).revision,
      brought: record(syncResult).revision,
      messages: [message, ...records(record(syncResult).resources).map((object) => object.message)].map(text),
      conditions: records(conditions).map((condition) => `${text(condition.type)}: ${text(condition.message)}`),
    };
  }

  /** As the webhook of the Git server does after a push. */
  refresh(name: string): void {
    this.annotate(name, 'argocd.argoproj.io/refresh=normal');
  }

  /** As `argocd app sync --prune` does. */
  sync(name: string): void {
    const { syncOptions } = record(record(this.read(name).spec).syncPolicy);
    const operation = {
      initiatedBy: { username: 'test' },
      sync: { prune: true, syncOptions, syncStrategy: { hook: {} } },
    };
    const patch = JSON.stringify({ operation });
    kubectl(
      'patch',
      'applications.argoproj.io',
      name,
      '--namespace',
      this.place.namespace,
      '--type=merge',
      '--patch',
      patch,
    );
  }

  /** As `argocd app confirm-deletion` does. */
  confirm(name: string): void {
    this.annotate(name, `argocd.argoproj.io/deletion-approved=${new Date().toISOString().replace(/\.\d+/, '')}`);
  }

  /** Waits for what the newest state of Git makes of an Application. */
  async untilAt(name: string, revision: string, expected: Partial<State>): Promise<State> {
    this.refresh(name);
    const wanted = { ...expected, revision };
    return this.until(name, `${name} is ${JSON.stringify(wanted)}`, () => includes(this.state(name), wanted));
  }

  async until(name: string, what: string, isSo: () => boolean): Promise<State> {
    for (const end = Date.now() + PATIENCE_MS; !isSo(); await sleep(POLL_MS)) {
      this.place.meanwhile();
      if (Date.now() < end) continue;
      const state = JSON.stringify(this.state(name), undefined, 2);
      throw new Error(`in vain for ${PATIENCE_MS / 1000} s: ${what}\n${state}\n${this.place.logs()}`);
    }
    return this.state(name);
  }

  private annotate(name: string, annotation: string): void {
    kubectl(
      'annotate',
      '--overwrite',
      'applications.argoproj.io',
      name,
      '--namespace',
      this.place.namespace,
      annotation,
    );
  }
}

function includes(state: State, wanted: Partial<State>): boolean {
  return Object.entries(wanted).every(([field, value]) => state[field as keyof State] === value);
}

/** Makes a cluster known under a name: here the one that the tests run on. */
export function registerCluster(name: string, namespace: string): void {
  const { clusters, users } = JSON.parse(
    kubectl('config', 'view', '--raw', '--flatten', '--minify', '--output', 'json'),
  ) as {
    clusters: readonly { cluster: Json }[];
    users: readonly { user: Json }[];
  };
  const [{ cluster }, { user }] = [clusters[0]!, users[0]!];
  const config = {
    bearerToken: user.token,
    tlsClientConfig: {
      caData: cluster['certificate-authority-data'],
      certData: user['client-certificate-data'],
      keyData: user['client-key-data'],
    },
  };
  const secret = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name, namespace, labels: { 'argocd.argoproj.io/secret-type': 'cluster' } },
    stringData: { name, server: cluster.server, config: JSON.stringify(config) },
  };
  apply([secret]);
}

/** Whether the server has an object of that name. */
export function isThere(resource: string, name: string, namespace?: string): boolean {
  const where = namespace === undefined ? [] : ['--namespace', namespace];
  return run('kubectl', ['get', resource, name, ...where, '--ignore-not-found', '--output', 'name']).stdout !== '';
}
