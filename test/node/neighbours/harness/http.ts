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
}

const PROGRAM = `
const { url, ...request } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
fetch(url, { ...request, signal: AbortSignal.timeout(10_000) }).then(async (answer) => {
  const { status, headers } = answer;
  process.stdout.write(JSON.stringify({ status, headers: Object.fromEntries(headers), body: await answer.text() }));
});`;

/** What the node gets from an address in its network, where pods and Services are. */
export function fetchInNode(url: string, request: Request = {}): Answer {
  const { stdout } = inNode(process.execPath, ['--eval', PROGRAM], { input: JSON.stringify({ url, ...request }) });
  return JSON.parse(stdout) as Answer;
}
