import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { transformSync } from '@swc/core';
import { ApiObject } from 'cdk8s';
import { App, Environment } from 'cdk8s-fairway';
import { environments } from '../../examples/shop/environments';
import type * as ShopModule from '../../examples/shop/shop';
import { isRecord, type Manifest, nameOf } from '../support/manifest';

const source = readFileSync(join(__dirname, '../../examples/shop/shop.ts'), 'utf8');

/** The example's own source with one line changed, compiled and loaded. */
function shopWith(from: string, to: string): typeof ShopModule.Shop {
  if (!source.includes(from)) throw new Error(`the shop no longer says: ${from}`);
  const { code } = transformSync(source.replace(from, to), {
    jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
    module: { type: 'commonjs' },
  });
  const exports: { Shop?: typeof ShopModule.Shop } = {};
  new Function('require', 'exports', code)(require, exports);
  return exports.Shop!;
}

function prodOf(Shop: typeof ShopModule.Shop): { readonly app: App; readonly environment: Environment } {
  const { version, ...props } = environments.prod;
  const app = new App({ onIssue: () => undefined });
  const environment = new Environment(app, 'prod', props);
  new Shop(environment, 'shop', { version });
  return { app, environment };
}

/** Every value of every object on a line of its own: `Deployment shop/orders /spec/replicas 3`. */
function linesOf(environment: Environment): readonly string[] {
  const objects = environment.node.findAll().filter(ApiObject.isApiObject);
  return objects.flatMap((object) => {
    const manifest = object.toJson() as Manifest;
    return leaves(manifest).map((leaf) => `${nameOf(manifest)} ${leaf}`);
  });
}

function leaves(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return [`${path} ${JSON.stringify(value)}`];
  if (!isRecord(value)) return [`${path} ${JSON.stringify(value)}`];
  return Object.entries(value).flatMap(([key, item]) => leaves(item, `${path}/${key}`));
}

const SLO = 'slo: { availability: 99.9, latency: { quantile: 0.99, under: Duration.millis(200) } },';
const CALL = `
        {
          service: users,
          port: 'grpc',
          ${SLO}
        },`;

test('without its one call, orders loses exactly what the call gave', () => {
  const before = linesOf(prodOf(shopWith('', '')).environment);
  const after = linesOf(prodOf(shopWith(CALL, '')).environment);
  const removed = before.filter((line) => !after.includes(line));
  const changed = removed.map((line) => line.split(' ').slice(0, 3).join(' '));
  expect(changed.sort()).toEqual([
    'Deployment shop/orders /spec/template/spec/containers',
    'Deployment shop/orders /spec/template/spec/volumes',
    'NetworkPolicy shop/orders /spec/egress',
    'NetworkPolicy shop/users /spec/ingress',
    'PrometheusRule shop/orders /spec/groups',
  ]);
  expect(removed.filter((line) => line.includes('"USERS_ADDR","value":"users:9090"'))).toHaveLength(1);
  expect(after.filter((line) => line.includes('USERS_ADDR'))).toEqual([]);
  expect(after.filter((line) => line.includes('"app.kubernetes.io/instance":"users"}}}]'))).toEqual([]);
});

test('without what it counts on, orders loses rules and nothing else', () => {
  const before = linesOf(prodOf(shopWith('', '')).environment);
  const after = linesOf(prodOf(shopWith(SLO, '')).environment);
  const changed = before.filter((line) => !after.includes(line)).map((line) => line.split(' ').slice(0, 3).join(' '));
  expect(changed).toEqual(['PrometheusRule shop/orders /spec/groups']);
});

test('without its topic, log loses its user, its certificate and its variables, and nobody else loses anything', () => {
  const before = linesOf(prodOf(shopWith('', '')).environment);
  const silent = shopWith('consumes: [orderEvents],', "consumes: name === 'log' ? [] : [orderEvents],");
  const after = linesOf(prodOf(silent).environment);
  const touched = new Set(before.filter((line) => !after.includes(line)).map((line) => line.split(' ')[1]));
  expect([...touched].sort()).toEqual(['kafka/prod-log', 'shop/log', 'shop/log-kafka']);
});

test('fails on a call to a port that users does not have, with path, value and fix', () => {
  const { app } = prodOf(shopWith("port: 'grpc',", "port: 'grcp',"));
  expect(() => app.synth()).toThrow(
    "[prod/shop/orders] it calls 'users' on port 'grcp', and the ports of 'users' are 'http', 'grpc': say which: { service: users, port: 'http' }",
  );
});

test('fails on a topic that nobody consumes, with path, value and fix', () => {
  const { app } = prodOf(shopWith('consumes: [orderEvents],', ''));
  expect(() => app.synth()).toThrow(
    "[prod/shop/order-events] nobody consumes 'order-events': add it to a service's consumes, or say external: 'consumers'",
  );
});
