import { objects } from '../cluster/kubectl';
import { record, text } from '../support/manifest';
import type { Answer, Request } from './neighbours/harness/http';
import { inNode } from './node';

/** A server that is known by a name that no DNS has here. */
export interface Named {
  readonly name: string;
  readonly address: string;
  /** The certificate of the authority that its own one is to be signed by. */
  readonly authority: string;
}

export interface Handshake {
  readonly protocol: string;
  readonly application: string;
  readonly names: string;
}

const HANDSHAKE = `
const { name, address, authority, port } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const options = { host: address, port, servername: name, ca: authority, ALPNProtocols: ['h2'] };
const socket = require('node:tls').connect(options, () => {
  const names = socket.getPeerCertificate().subjectaltname;
  process.stdout.write(JSON.stringify({ protocol: socket.getProtocol(), application: socket.alpnProtocol, names }));
  socket.destroy();
});`;

/** What a server and the node agree upon; fails if the certificate is not of the name and the authority. */
export function handshake(server: Named & { readonly port: number }): Handshake {
  return ask(HANDSHAKE, server) as Handshake;
}

const FETCH = `
const { name, address, authority, path, body, ...request } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const options = { ...request, host: address, path, servername: name, ca: authority, timeout: 10_000 };
const sent = require('node:https').request({ ...options, headers: { host: name, ...request.headers } }, async (answer) => {
  let said = '';
  for await (const part of answer) said += part;
  process.stdout.write(JSON.stringify({ status: answer.statusCode, headers: answer.headers, body: said }));
});
sent.end(body);`;

/** What a server of HTTPS answers at a path. */
export function fetchSecurely(server: Named, path: string, request: Request = {}): Answer {
  return ask(FETCH, { ...server, ...request, path }) as Answer;
}

function ask(program: string, input: object): unknown {
  return JSON.parse(inNode(process.execPath, ['--eval', program], { input: JSON.stringify(input) }).stdout);
}

/** The authority of a certificate that cert-manager has put into a Secret. */
export function authorityOf(namespace: string, secret: string): string {
  const [{ data } = {}] = objects('secret', secret, '--namespace', namespace);
  return Buffer.from(text(record(data)['ca.crt']), 'base64').toString();
}
