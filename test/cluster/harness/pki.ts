import { execFileSync } from 'node:child_process';
import { generateKeyPairSync } from 'node:crypto';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const DAYS = '365';
const NAMES = [
  'IP:127.0.0.1',
  'IP:10.96.0.1',
  'DNS:localhost',
  'DNS:kubernetes',
  'DNS:kubernetes.default',
  'DNS:kubernetes.default.svc',
];
const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];

/**
 * Writes the keys of a control plane: `ca`, `apiserver` signed by it (a self-signed one would make the controller manager
 * complain about its own root every few seconds), and `sa`, which signs the tokens of service accounts.
 */
export function writeKeys(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  writeFileSync(join(folder, 'sa.key'), privateKey.export({ type: 'sec1', format: 'pem' }));
  writeFileSync(join(folder, 'sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  writeAuthority(folder, 'ca');
  writeKey(folder, 'apiserver', { subject: '/CN=apiserver', names: NAMES });
}

/** Writes a key that signs others. */
export function writeAuthority(folder: string, name: string): void {
  const files = ['-keyout', `${name}.key`, '-out', `${name}.crt`];
  openssl(folder, ['req', ...NEW_KEY, '-x509', ...files, '-days', DAYS, '-subj', `/CN=fairway-${name}`]);
}

export interface Holder {
  readonly subject: string;
  /** What it is reached by, if it serves. */
  readonly names?: readonly string[];
  /** Who signs: the control plane's own authority, if no other is named. */
  readonly authority?: string;
}

/** Writes a signed key. */
export function writeKey(folder: string, name: string, { subject, names = [], authority = 'ca' }: Holder): void {
  openssl(folder, ['req', ...NEW_KEY, '-keyout', `${name}.key`, '-out', `${name}.csr`, '-subj', subject]);
  writeFileSync(join(folder, 'names'), names.length > 0 ? `subjectAltName=${names.join(',')}\n` : '');
  const signer = ['-CA', `${authority}.crt`, '-CAkey', `${authority}.key`, '-CAcreateserial'];
  const signed = ['-in', `${name}.csr`, '-out', `${name}.crt`, '-days', DAYS, '-extfile', 'names'];
  openssl(folder, ['x509', '-req', ...signer, ...signed]);
}

export function requireOpenssl(): void {
  openssl('.', ['version']);
}

function openssl(cwd: string, args: readonly string[]): void {
  try {
    execFileSync('openssl', args, { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error("there is no 'openssl' on PATH: install OpenSSL, which makes the control plane's certificates");
  }
}
