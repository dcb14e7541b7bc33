import { once } from 'node:events';
import { Agent } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { call } from './http';

/**
 * Requests at a steady rate until it is told to end, all or half of them on connections of their own; if there is a token,
 * some of them are orders.
 */
export interface SteadyTask {
  readonly host: string;
  readonly token?: string;
  readonly perSecond: number;
  /**
   * Every how many requests one is an order.
   * @default 2
   */
  readonly orderEvery?: number;
  /**
   * Whether half of the requests share a few connections, which lead to the pods that there are at first.
   * @default true
   */
  readonly keepConnections?: boolean;
}

export interface SteadyResult {
  readonly sent: number;
  /** How many got which answer: the status, or what went wrong instead. */
  readonly answers: Readonly<Record<string, number>>;
  readonly slowestMs: number;
}

const TICK_MS = 10;
const CONNECTIONS = 8;
const SAY_MS = 1000;
const answers: Record<string, number> = {};
let sent = 0;
let slowestMs = 0;
let ending = false;

function say(): void {
  process.stdout.write(`${JSON.stringify({ sent, answers, slowestMs } satisfies SteadyResult)}\n`);
}

async function send(
  { host, token, orderEvery = 2, keepConnections = true }: SteadyTask,
  agent: Agent,
  number: number,
): Promise<void> {
  const order = token !== undefined && number % orderEvery === 1;
  const kept = keepConnections && number % 4 < 2;
  const body = { userId: '1', item: 'anchor', quantity: 1 };
  const begin = Date.now();
  const what = order ? { path: '/orders', body, token } : { path: '/hello' };
  const answer = await call({ host, ...what, ...(kept && { agent }) }).then(
    ({ status }) => `${status}`,
    (error: NodeJS.ErrnoException) =>
      `${error.code ?? error.message} (${order ? 'POST' : 'GET'}, ${kept ? 'kept' : 'new'})`,
  );
  slowestMs = Math.max(slowestMs, Date.now() - begin);
  answers[answer] = (answers[answer] ?? 0) + 1;
}

async function main(): Promise<void> {
  const lines = createInterface({ input: process.stdin });
  lines.on('close', () => {
    ending = true;
  });
  const [line] = (await once(lines, 'line')) as [string];
  const task = JSON.parse(line) as SteadyTask;
  const agent = new Agent({ keepAlive: true, maxSockets: CONNECTIONS });
  const timer = setInterval(say, SAY_MS);
  const begin = Date.now();
  const pending: Promise<void>[] = [];
  while (!ending) {
    // By the clock: a tick that comes late sends what was due.
    const due = ((Date.now() - begin) / 1000) * task.perSecond;
    for (; sent < due; sent++) pending.push(send(task, agent, sent));
    await sleep(TICK_MS);
  }
  await Promise.all(pending);
  clearInterval(timer);
  say();
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(error.message);
    process.exit(1);
  },
);
