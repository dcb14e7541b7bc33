import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Json, text } from '../support/manifest';
import { type Answer, fetchInNode, serviceAddress } from './neighbours';
import { devEnvironment, type ShopEnvironmentProps } from './neighbours/shop-environment';
import { logs } from './pods';

/** An environment of the shop for one suite: small, with logs that a program reads. */
export function suiteEnvironment(name: string): ShopEnvironmentProps & { readonly domain: string } {
  return {
    ...devEnvironment,
    namespace: `shop-${name}`,
    domain: `${name}.shop.example`,
    resources: 'xs',
    config: { LOG_FORMAT: 'json' },
    services: { orders: { resources: 'xs' } },
  };
}

export type Headers = Readonly<Record<string, string>>;

/** What a service answers through its Service. */
export function get(namespace: string, service: string, path: string, headers: Headers = {}): Answer {
  return fetchInNode(`http://${serviceAddress(namespace, service)}${path}`, { headers });
}

/** Whether an answer is 200. Until an Ingress' controller has the certificate there is no answer at all, and asking fails. */
export function isAnswered(ask: () => Answer): boolean {
  try {
    return ask().status === 200;
  } catch {
    return false;
  }
}

export const ORDER = JSON.stringify({ userId: '1', item: 'anchor', quantity: 2 });

/** What orders answers to an order. */
export function placeOrder(namespace: string, headers: Headers): Answer {
  const request = { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: ORDER };
  return fetchInNode(`http://${serviceAddress(namespace, 'orders')}/orders`, request);
}

export function bearer(token: string): Headers {
  return { authorization: `Bearer ${token}` };
}

/** An id of as many bytes as a trace (16) or a span (8) has. */
export function newId(bytes: 8 | 16): string {
  return randomBytes(bytes).toString('hex');
}

/** The lines of a service's log, each of them JSON. */
export function logLines(namespace: string, service: string): readonly Json[] {
  const said = logs(namespace, `deployment/${service}`, `--container=${service}`, '--tail=-1');
  return said === '' ? [] : said.split('\n').map((line) => JSON.parse(line) as Json);
}

/** The lines that belong to a trace. */
export function tracedLines(namespace: string, service: string, traceId: string): readonly Json[] {
  return logLines(namespace, service).filter((line) => text(line.traceId) === traceId);
}

export interface Awaited<T> {
  readonly value: T;
  readonly seconds: number;
}

/** What is read once it is good, and after how long; what it is at the end of the patience, if it never is. */
export async function until<T>(seconds: number, read: () => T, isGood: (value: T) => boolean): Promise<Awaited<T>> {
  const begin = Date.now();
  for (;;) {
    const value = read();
    const passed = (Date.now() - begin) / 1000;
    if (isGood(value) || passed > seconds) return { value, seconds: passed };
    await sleep(200);
  }
}
