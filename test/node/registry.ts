import { type Json, record, records, text } from '../support/manifest';
import { askConsul } from './neighbours';
import { inNode, NODE_ADDRESS } from './node';

/** What Consul knows of one instance of a service. */
export interface Instance {
  readonly id: string;
  readonly address: string;
  readonly port: number;
  readonly tags: readonly string[];
  readonly meta: Json;
}

/** The instances of a service that have all the tags, whatever their checks say. */
export function registered(service: string, ...tags: readonly string[]): readonly Instance[] {
  return found(`/v1/health/service/${service}?${query(tags)}`);
}

/** Those of them that are healthy, as whoever calls them asks for them. */
export function healthy(service: string, ...tags: readonly string[]): readonly Instance[] {
  return found(`/v1/health/service/${service}?passing&${query(tags)}`);
}

function query(tags: readonly string[]): string {
  return tags.map((tag) => `tag=${encodeURIComponent(tag)}`).join('&');
}

function found(path: string): readonly Instance[] {
  return records(askConsul(path)).map(({ Service }) => {
    const { ID, Address, Port, Tags, Meta } = record(Service);
    return { id: text(ID), address: text(Address), port: Number(Port), tags: Tags as string[], meta: record(Meta) };
  });
}

const LOOK_UP = `
const { Resolver } = require('node:dns').promises;
const { server, name } = JSON.parse(require('node:fs').readFileSync(0, 'utf8'));
const resolver = new Resolver();
resolver.setServers([server]);
const none = (error) => { if (error.code === 'ENOTFOUND') return []; throw error; };
Promise.all([resolver.resolve4(name).catch(none), resolver.resolveSrv(name).catch(none)]).then(([addresses, records]) =>
  process.stdout.write(JSON.stringify({ addresses, ports: records.map(({ port }) => port) })));`;

export interface Found {
  readonly addresses: readonly string[];
  readonly ports: readonly number[];
}

/** What Consul's DNS answers for a name, like `stable.orders.service.consul`. */
export function lookUp(name: string): Found {
  const input = JSON.stringify({ server: `${NODE_ADDRESS}:8600`, name });
  return JSON.parse(inNode(process.execPath, ['--eval', LOOK_UP], { input }).stdout) as Found;
}
