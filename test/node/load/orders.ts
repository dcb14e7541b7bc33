import { once } from 'node:events';
import { Agent } from 'node:http';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { call, type Reply } from './http';

/** How many orders to place, each with so many events, and where. */
export interface OrdersTask {
  readonly host: string;
  readonly token: string;
  readonly orders: number;
  readonly events: number;
}

export interface OrdersResult {
  /** Events that were taken. */
  readonly taken: number;
  /** Attempts that were not answered so: they were repeated, and may have been written all the same. */
  readonly unsure: number;
  /** The sequence numbers of the events that were taken, by the key of their order. */
  readonly keys: Readonly<Record<string, readonly number[]>>;
}

const EVERY = 250;
const PAUSE_MS = 200;
const keys: Record<string, number[]> = {};
let taken = 0;
let unsure = 0;

function say(more: Partial<OrdersResult> = {}): void {
  process.stdout.write(`${JSON.stringify({ taken, unsure, ...more })}\n`);
}

function note({ body }: Reply): string {
  const { id, sequence } = JSON.parse(body) as { id: string; sequence: number };
  keys[id] = [...(keys[id] ?? []), sequence];
  taken++;
  if (taken % EVERY === 0) say();
  return id;
}

/** Asks until it is taken; the answer is the key. */
async function event({ host, token }: OrdersTask, agent: Agent, path: string, body: object): Promise<string> {
  for (;;) {
    const answer = await call({ host, token, agent, path, body }).catch(() => undefined);
    if (answer?.status === 202) return note(answer);
    if (answer !== undefined && answer.status !== 503) throw new Error(`${path}: ${answer.status} ${answer.body}`);
    unsure++;
    await sleep(PAUSE_MS);
  }
}

/** The events of an order one after the other, those of several orders at once. */
async function order(task: OrdersTask, agent: Agent): Promise<void> {
  const id = await event(task, agent, '/orders', { userId: '1', item: 'anchor', quantity: 1 });
  for (let step = 1; step < task.events; step++) {
    await event(task, agent, `/orders/${id}/events`, { type: `step-${step}` });
  }
}

async function main(): Promise<void> {
  const [line] = (await once(createInterface({ input: process.stdin }), 'line')) as [string];
  const task = JSON.parse(line) as OrdersTask;
  // Whoever started it has ended, or wants no more.
  process.stdin.on('end', () => process.exit(1));
  const agent = new Agent({ keepAlive: true });
  await Promise.all(Array.from({ length: task.orders }, () => order(task, agent)));
  agent.destroy();
  say({ keys });
}

main().then(
  () => process.exit(0),
  (error: Error) => {
    process.stderr.write(error.message);
    process.exit(1);
  },
);
