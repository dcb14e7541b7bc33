import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Json, type Manifest, record, records, text } from '../../support/manifest';
import { objects } from '../kubectl';
import { inFolder, run } from '../run';

const READY = [condition('Ready')];
const ONE_POD = '--patch={"spec":{"replicas":1}}';

/** What the operator of each kind says of an object that all is well with. */
const STATUS: Readonly<Record<string, (object: Manifest) => Json>> = {
  'certificate.cert-manager.io': () => ({ conditions: READY }),
  'externalsecret.external-secrets.io': () => ({ conditions: READY }),
  'kafkatopic.kafka.strimzi.io': () => ({ conditions: READY }),
  'kafkauser.kafka.strimzi.io': () => ({ conditions: READY }),
  'ingress.networking.k8s.io': () => ({ loadBalancer: { ingress: [{ ip: '192.0.2.1' }] } }),
  'gateway.gateway.networking.k8s.io': () => ({ conditions: [condition('Accepted'), condition('Programmed')] }),
  'httproute.gateway.networking.k8s.io': ({ spec }) => ({
    parents: records(record(spec).parentRefs).map((parentRef) => ({
      parentRef,
      controllerName: 'shop.example/gateway',
      conditions: [condition('Accepted'), condition('ResolvedRefs')],
    })),
  }),
  'rollout.argoproj.io': ({ metadata }) => ({
    phase: 'Healthy',
    observedGeneration: String(record(metadata).generation),
    selector: `app.kubernetes.io/instance=${text(record(metadata).name)}`,
  }),
};

/**
 * A stand-in for the operators that the cluster does not have, each of which says in the status of an object that it is
 * done: Argo CD waits for that before it goes on with the next wave.
 */
export class Operators {
  /** Objects by uid and generation. */
  private readonly done = new Set<string>();

  constructor(private readonly namespaces: readonly string[]) {}

  /** Does what there is to do. */
  work(): void {
    const statuses = objects(Object.keys(STATUS).join(','), '--all-namespaces').flatMap((object) =>
      this.answer(object),
    );
    if (statuses.length === 0) return;
    inFolder((folder) => {
      const file = join(folder, 'statuses.yaml');
      writeFileSync(file, statuses.map((status) => JSON.stringify(status)).join('\n---\n'));
      unlessGone('apply', '--server-side', '--force-conflicts', '--subresource=status', '--filename', file);
    });
  }

  private answer(object: Manifest): readonly Manifest[] {
    const { apiVersion, kind, metadata } = object;
    const { name, namespace, uid, generation } = record(metadata);
    const id = `${uid}/${generation}`;
    if (!this.namespaces.includes(text(namespace)) || this.done.has(id)) return [];
    this.done.add(id);
    // As Argo Rollouts' controller does: without a number there is nothing that an autoscaler could move.
    if (kind === 'Rollout' && record(object.spec).replicas === undefined) {
      unlessGone('patch', 'rollout.argoproj.io', text(name), '--namespace', text(namespace), '--type=merge', ONE_POD);
      return [];
    }
    const status = STATUS[`${text(kind).toLowerCase()}.${text(apiVersion).split('/')[0]}`]!(object);
    return [{ apiVersion, kind, metadata: { name, namespace }, status }];
  }
}

/** Argo CD may delete meanwhile what was there to be answered; kubectl says so, and does the rest of a file. */
function unlessGone(...args: readonly string[]): void {
  const { status, stderr } = run('kubectl', args, { mayFail: true });
  const complaints = stderr.split('\n').filter((line) => line.trim() !== '' && !line.includes('(NotFound)'));
  if (status !== 0 && complaints.length > 0) throw new Error(`kubectl ${args.join(' ')}: ${complaints.join('\n')}`);
}

function condition(type: string): Json {
  return {
    type,
    status: 'True',
    reason: 'Simulated',
    message: '',
    lastTransitionTime: '2026-01-01T00:00:00Z',
  };
}
