import { inNode } from '../../node';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Request {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** The host's address, where its name is not known. */
  readonly address?: string;
  /** What the server's certificate is checked by. */
  readonly ca?: string;
}

const PROGRAM = `
const { url, body, address, ...options } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const { request } = require(url.startsWith('https:') ? 'node:https' : 'node:http');
const family = 4;
const lookup = (_, { all }, done) => (all ? done(null, [{ address, family }]) : done(null, address, family));
const signal = AbortSignal.timeout(10_000);
const fail = (error) => { process.stderr.write(String(error)); process.exit(1); };
request(url, { ...options, signal, ...(address && { lookup }) }, (answer) => {
  let body = '';
  // An answer that breaks off is silent to who does not listen.
  answer.on('error', fail);
  answer.setEncoding('utf8').on('data', (text) => { body += text; });
  answer.on('end', () => process.stdout.write(JSON.stringify({ status: answer.statusCode, headers: answer.headers, body })));
}).on('error', fail).end(body);`;

/** What the node gets from an address in its network, where pods and Services are; fails where nobody answers in 10 s. */
export function fetchInNode(url: string, request: Request = {}): Answer {
  const { stdout } = inNode(process.execPath, ['--eval', PROGRAM], { input: JSON.stringify({ url, ...request }) });
  return JSON.parse(stdout) as Answer;
}
