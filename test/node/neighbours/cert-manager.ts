import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { environments } from '../../../examples/shop/environments';
import { writeAuthority } from '../../cluster/harness/pki';
import { apply, kubectl, objects } from '../../cluster/kubectl';
import { inFolder } from '../../cluster/run';
import { record, text } from '../../support/manifest';
import { defineFromModule } from './harness/definitions';
import { named, namespaceOf, operator, untilCondition, untilRolledOut } from './harness/objects';
import { provideGoImage } from './harness/tools';

const NAME = 'cert-manager';
const MODULE = 'github.com/cert-manager/cert-manager';
const AUTHORITY = 'authority';
const { certificates, routing } = environments.dev;
/** The example's public certificates come from Let's Encrypt, which nobody reaches from here: our own authority signs them. */
const ISSUERS = [certificates.issuer.clusterIssuer, routing.tls.clusterIssuer];

/** Starts the controllers of cert-manager and the issuers that the example names. */
export async function startCertManager(): Promise<void> {
  const image = await provideGoImage({ tool: NAME });
  const plurals = ['certificaterequests', 'certificates', 'clusterissuers', 'issuers'];
  await defineFromModule(
    NAME,
    MODULE,
    plurals.map((plural) => `deploy/crds/cert-manager.io_${plural}.yaml`),
  );
  apply([namespaceOf(NAME)]);
  provideAuthority();
  apply([
    ...operator(NAME, { image, args: [`--cluster-resource-namespace=${NAME}`] }),
    ...ISSUERS.map((name) => ({
      apiVersion: 'cert-manager.io/v1',
      kind: 'ClusterIssuer',
      metadata: { name },
      spec: { ca: { secretName: AUTHORITY } },
    })),
  ]);
  untilRolledOut(NAME, `deployment/${NAME}`);
  for (const name of ISSUERS) untilCondition('default', `clusterissuer/${name}`);
}

/** The certificate that the issuers' own ones are checked by. */
export function authorityCertificate(): string {
  const [{ data } = {}] = objects('secret', AUTHORITY, '--namespace', NAME);
  return Buffer.from(text(record(data)['tls.crt']), 'base64').toString();
}

/** Gives a namespace the authority's certificate, as trust-manager does. */
export function trustAuthority(namespace: string): void {
  const metadata = named(namespace, certificates.authority.configMap);
  apply([{ apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { 'ca.crt': authorityCertificate() } }]);
}

function provideAuthority(): void {
  const known = kubectl('get', 'secret', AUTHORITY, '--namespace', NAME, '--ignore-not-found', '--output', 'name');
  if (known.trim() !== '') return;
  inFolder((folder) => {
    writeAuthority(folder, AUTHORITY);
    const read = (type: string): string => readFileSync(join(folder, `${AUTHORITY}.${type}`), 'utf8');
    const stringData = { 'tls.crt': read('crt'), 'tls.key': read('key') };
    apply([
      { apiVersion: 'v1', kind: 'Secret', type: 'kubernetes.io/tls', metadata: named(NAME, AUTHORITY), stringData },
    ]);
  });
}
