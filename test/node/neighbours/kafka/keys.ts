import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeAuthority, writeKey } from '../../../cluster/harness/pki';
import { apply, kubectl } from '../../../cluster/kubectl';
import { inFolder } from '../../../cluster/run';
import type { Manifest } from '../../../support/manifest';
import { CLUSTER, NAMESPACE } from './names';

/** The super user: for the stand-in of Strimzi, and for suites that ask the broker themselves. */
export const ADMIN = 'harness';

/** Writes the keys of the cluster into Secrets, as Strimzi names them; what is there already stays. */
export function provideKeys(brokerNames: readonly string[]): void {
  const last = `${CLUSTER}-cluster-ca-cert`;
  const known = kubectl('get', 'secret', last, '--namespace', NAMESPACE, '--ignore-not-found', '--output', 'name');
  if (known.trim() !== '') return;
  inFolder((folder) => {
    writeAuthority(folder, 'cluster-ca');
    writeAuthority(folder, 'clients-ca');
    const names = brokerNames.map((name) => `DNS:${name}`);
    writeKey(folder, 'broker', { subject: `/CN=${CLUSTER}-kafka`, names, authority: 'cluster-ca' });
    writeKey(folder, 'admin', { subject: `/CN=${ADMIN}`, authority: 'clients-ca' });
    const read = (file: string): string => readFileSync(join(folder, file), 'utf8');
    apply([
      secret(`${CLUSTER}-clients-ca`, { 'ca.crt': read('clients-ca.crt'), 'ca.key': read('clients-ca.key') }),
      secret(`${CLUSTER}-clients-ca-cert`, { 'ca.crt': read('clients-ca.crt') }),
      secret(`${CLUSTER}-kafka-brokers`, { 'broker.pem': `${read('broker.key')}${read('broker.crt')}` }),
      secret(ADMIN, {
        'user.crt': read('admin.crt'),
        'user.key': read('admin.key'),
        'user.pem': `${read('admin.key')}${read('admin.crt')}`,
      }),
      // The last one: it says that all of them are there.
      secret(last, { 'ca.crt': read('cluster-ca.crt') }),
    ]);
  });
}

function secret(name: string, stringData: Readonly<Record<string, string>>): Manifest {
  const labels = { 'strimzi.io/cluster': CLUSTER };
  return { apiVersion: 'v1', kind: 'Secret', metadata: { namespace: NAMESPACE, name, labels }, stringData };
}
