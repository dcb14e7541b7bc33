import { environments } from '../../../examples/shop/environments';
import { apply } from '../../cluster/kubectl';
import type { Manifest } from '../../support/manifest';
import { defineFromModule } from './harness/definitions';
import { operator, untilCondition, untilRolledOut } from './harness/objects';
import { provideGoImage } from './harness/tools';

const NAME = 'external-secrets';
const MODULE = 'github.com/external-secrets/external-secrets';
const { kafka, secretStore } = environments.dev;

/** What the vault holds at first: entries by their name, with their properties. */
const ENTRIES = { 'shop/users/db': { password: 'users-password' }, 'shop/orders/db': { password: 'orders-password' } };

export type Entries = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** Starts the controllers of the External Secrets Operator and the two stores that the example names. */
export async function startExternalSecrets(): Promise<void> {
  const image = await provideGoImage({ tool: NAME });
  const plurals = ['clustersecretstores', 'externalsecrets', 'secretstores'];
  await defineFromModule(
    NAME,
    MODULE,
    plurals.map((plural) => `config/crds/bases/external-secrets.io_${plural}.yaml`),
  );
  apply([...operator(NAME, { image }), kafkaStore()]);
  fillVault(ENTRIES);
  untilRolledOut(NAME, `deployment/${NAME}`);
  for (const { name } of [secretStore, kafka.credentials]) untilCondition('default', `clustersecretstore/${name}`);
}

/** Changes what the vault holds: all of it. ExternalSecrets take it up at their next refresh. */
export function fillVault(entries: Entries): void {
  const data = Object.entries(entries).map(([key, properties]) => ({ key, value: JSON.stringify(properties) }));
  apply([store(secretStore.name, { fake: { data } })]);
}

/** Reads the Secrets of the namespace in which Strimzi keeps those of its users. */
function kafkaStore(): Manifest {
  return store(kafka.credentials.name, {
    kubernetes: {
      remoteNamespace: kafka.namespace,
      server: { caProvider: { type: 'ConfigMap', name: 'kube-root-ca.crt', key: 'ca.crt', namespace: NAME } },
      auth: { serviceAccount: { name: NAME, namespace: NAME } },
    },
  });
}

function store(name: string, provider: Manifest): Manifest {
  return { apiVersion: 'external-secrets.io/v1', kind: 'ClusterSecretStore', metadata: { name }, spec: { provider } };
}
