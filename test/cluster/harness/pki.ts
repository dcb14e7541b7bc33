import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { md, pki } from 'node-forge';

const DAY_MS = 24 * 60 * 60 * 1000;
const LIFETIME_MS = 365 * DAY_MS;
const NAMES = [
  'IP:127.0.0.1',
  'IP:10.96.0.1',
  'DNS:localhost',
  'DNS:kubernetes',
  'DNS:kubernetes.default',
  'DNS:kubernetes.default.svc',
];
/** How X.509 numbers the kinds of names. */
const NAME_TYPES: Readonly<Record<string, number>> = { DNS: 2, IP: 7 };

/**
 * Writes the keys of a control plane: `ca`, `apiserver` signed by it (a self-signed one would make the controller manager
 * complain about its own root every few seconds), and `sa`, which signs the tokens of service accounts.
 */
export function writeKeys(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'prime256v1' });
  writeFileSync(join(folder, 'sa.key'), privateKey.export({ type: 'sec1', format: 'pem' }), { mode: 0o600 });
  writeFileSync(join(folder, 'sa.pub'), publicKey.export({ type: 'spki', format: 'pem' }));
  writeAuthority(folder, 'ca');
  writeKey(folder, 'apiserver', { subject: '/CN=apiserver', names: NAMES });
}

/** Writes a key that signs others. */
export function writeAuthority(folder: string, name: string): void {
  const keys = newKeys();
  const certificate = unsigned(keys, `/CN=fairway-${name}`);
  certificate.setIssuer(certificate.subject.attributes);
  certificate.setExtensions([
    { name: 'basicConstraints', cA: true, critical: true },
    { name: 'keyUsage', keyCertSign: true, cRLSign: true, critical: true },
    { name: 'subjectKeyIdentifier' },
  ]);
  write(folder, name, { certificate, pem: keys.pem, signer: keys.privateKey });
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
  const keys = newKeys();
  const certificate = unsigned(keys, subject);
  const issuer = pki.certificateFromPem(readFileSync(join(folder, `${authority}.crt`), 'utf8'));
  certificate.setIssuer(issuer.subject.attributes);
  certificate.setExtensions([
    { name: 'keyUsage', digitalSignature: true, keyEncipherment: true, critical: true },
    { name: 'extKeyUsage', serverAuth: true, clientAuth: true },
    ...(names.length > 0 ? [{ name: 'subjectAltName', altNames: names.map(alternativeName) }] : []),
  ]);
  const signer = pki.privateKeyFromPem(readFileSync(join(folder, `${authority}.key`), 'utf8'));
  write(folder, name, { certificate, pem: keys.pem, signer });
}

interface Keys extends pki.rsa.KeyPair {
  /** The private key, as the programs read it. */
  readonly pem: string;
}

/** By Node.js, which makes a key a hundred times as fast. */
function newKeys(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  });
  return { pem: privateKey, privateKey: pki.privateKeyFromPem(privateKey), publicKey: pki.publicKeyFromPem(publicKey) };
}

/** Valid from yesterday on: clocks differ. */
function unsigned({ publicKey }: Keys, subject: string): pki.Certificate {
  const certificate = pki.createCertificate();
  certificate.publicKey = publicKey;
  // Its first byte is neither negative nor zero: Go takes no serial number that could be written shorter.
  certificate.serialNumber = `40${randomBytes(15).toString('hex')}`;
  certificate.validity.notBefore = new Date(Date.now() - DAY_MS);
  certificate.validity.notAfter = new Date(Date.now() + LIFETIME_MS);
  certificate.setSubject(attributes(subject));
  return certificate;
}

/** The parts of `/O=system:masters/CN=admin`. */
function attributes(subject: string): pki.CertificateField[] {
  return subject
    .split('/')
    .slice(1)
    .map((part) => {
      const [shortName, value] = part.split('=');
      return { shortName, value };
    });
}

function alternativeName(text: string): object {
  const [kind, value] = text.split(':');
  return kind === 'IP' ? { type: NAME_TYPES.IP, ip: value } : { type: NAME_TYPES.DNS, value };
}

interface Signed {
  readonly certificate: pki.Certificate;
  readonly pem: string;
  readonly signer: pki.rsa.PrivateKey;
}

function write(folder: string, name: string, { certificate, pem, signer }: Signed): void {
  certificate.sign(signer, md.sha256.create());
  writeFileSync(join(folder, `${name}.key`), pem, { mode: 0o600 });
  writeFileSync(join(folder, `${name}.crt`), pki.certificateToPem(certificate));
}
