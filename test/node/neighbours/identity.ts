import { createHash, createPublicKey, generateKeyPairSync, type JsonWebKey, sign } from 'node:crypto';
import { apply, kubectl, objects } from '../../cluster/kubectl';
import { type Manifest, record, text } from '../../support/manifest';
import { BUSYBOX } from '../node';
import { named, namespaceOf, service, untilRolledOut, workload } from './harness/objects';

const NAME = 'identity';
const LABELS = { 'app.kubernetes.io/name': NAME };
const KEY = 'signing-key';
const ISSUER = `http://${NAME}.${NAME}.svc`;
const AUDIENCE = 'shop';
const MINUTE_S = 60;

/**
 * Starts an issuer of tokens, as far as those see it who verify them: its description and its public keys, by HTTP. Nobody
 * logs in there: tests write the tokens, with its key.
 */
export function startIdentity(): void {
  apply([namespaceOf(NAME)]);
  const { kid, ...key } = publicKey(provideKey());
  const pages = {
    'openid-configuration': JSON.stringify({
      issuer: ISSUER,
      jwks_uri: `${ISSUER}/keys.json`,
      authorization_endpoint: `${ISSUER}/authorize`,
      token_endpoint: `${ISSUER}/token`,
      response_types_supported: ['code'],
      subject_types_supported: ['public'],
      id_token_signing_alg_values_supported: ['RS256'],
    }),
    'keys.json': JSON.stringify({ keys: [{ ...key, kid, alg: 'RS256', use: 'sig' }] }),
  };
  apply([
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: named(NAME, 'pages'), data: pages },
    workload({ kind: 'Deployment', namespace: NAME, name: NAME, labels: LABELS, pod: pod() }),
    service({ namespace: NAME, name: NAME, selector: LABELS, ports: { http: 80 } }),
  ]);
  untilRolledOut(NAME, `deployment/${NAME}`);
}

export interface TokenOptions {
  readonly subject?: string;
  /** Seconds from now, negative for one that has expired. */
  readonly lifetime?: number;
  /** Signed by a key that the issuer does not know, under the name of the one that it knows. */
  readonly foreign?: boolean;
  /** Claims that replace or add to the usual ones; undefined leaves one out. */
  readonly claims?: Readonly<Record<string, unknown>>;
}

/** A token as the issuer would write it. */
export function token({
  subject = 'tester',
  lifetime = 5 * MINUTE_S,
  foreign = false,
  claims = {},
}: TokenOptions = {}): string {
  const own = signingKey();
  const now = Math.floor(Date.now() / 1000);
  const issued = Math.min(now, now + lifetime - MINUTE_S);
  const payload = { iss: ISSUER, aud: AUDIENCE, sub: subject, iat: issued, exp: now + lifetime, ...claims };
  const content = `${encoded({ alg: 'RS256', typ: 'JWT', kid: publicKey(own).kid })}.${encoded(payload)}`;
  const signature = sign('sha256', Buffer.from(content), foreign ? newKey() : own);
  return `${content}.${signature.toString('base64url')}`;
}

function encoded(part: object): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}

function publicKey(key: string): JsonWebKey & { readonly kid: string } {
  const jwk = createPublicKey(key).export({ format: 'jwk' });
  return { ...jwk, kid: createHash('sha256').update(String(jwk.n)).digest('hex').slice(0, 16) };
}

function provideKey(): string {
  const known = kubectl('get', 'secret', KEY, '--namespace', NAME, '--ignore-not-found', '--output', 'name');
  if (known.trim() === '') {
    apply([{ apiVersion: 'v1', kind: 'Secret', metadata: named(NAME, KEY), stringData: { key: newKey() } }]);
  }
  return signingKey();
}

function signingKey(): string {
  const [{ data } = {}] = objects('secret', KEY, '--namespace', NAME);
  return Buffer.from(text(record(data).key), 'base64').toString();
}

function newKey(): string {
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  return privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}

function pod(): Manifest {
  return {
    // The example's NetworkPolicies let out to port 80, and only root may open it, unless the pod's network says otherwise.
    securityContext: { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '80' }] },
    containers: [
      {
        name: NAME,
        image: BUSYBOX,
        args: ['-c', 'exec httpd -f -p 80 -h /pages'],
        readinessProbe: { httpGet: { path: '/keys.json', port: 80 }, periodSeconds: 1 },
        volumeMounts: [{ name: 'pages', mountPath: '/pages' }],
      },
    ],
    volumes: [
      {
        name: 'pages',
        configMap: {
          name: 'pages',
          items: [
            { key: 'openid-configuration', path: '.well-known/openid-configuration' },
            { key: 'keys.json', path: 'keys.json' },
          ],
        },
      },
    ],
  };
}
