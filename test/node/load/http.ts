import { type Agent, request } from 'node:http';

export interface Call {
  readonly host: string;
  readonly path: string;
  /** With a body it is a POST. */
  readonly body?: object;
  readonly token?: string;
  /** Whose connections are kept for the next call; without one each call has a connection of its own. */
  readonly agent?: Agent;
}

export interface Reply {
  readonly status: number;
  readonly body: string;
}

const PATIENCE_MS = 15_000;

/** One request, never sent a second time: what gets no answer fails. */
export function call({ host, path, body, token, agent }: Call): Promise<Reply> {
  const content = body === undefined ? undefined : JSON.stringify(body);
  const headers = {
    ...(content !== undefined && { 'content-type': 'application/json', 'content-length': Buffer.byteLength(content) }),
    ...(token !== undefined && { authorization: `Bearer ${token}` }),
  };
  return new Promise((resolve, reject) => {
    const method = content === undefined ? 'GET' : 'POST';
    const sent = request({ host, path, method, headers, agent: agent ?? false, timeout: PATIENCE_MS }, (answer) => {
      const parts: Buffer[] = [];
      answer.on('data', (part: Buffer) => parts.push(part));
      answer.on('error', reject);
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, body: Buffer.concat(parts).toString() }));
    });
    sent.on('timeout', () => sent.destroy(new Error(`no answer in ${PATIENCE_MS / 1000} s`)));
    sent.on('error', reject);
    sent.end(content);
  });
}
