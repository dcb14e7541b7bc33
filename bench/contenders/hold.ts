import { writeFileSync } from 'node:fs';
import { ApiObject, App } from 'cdk8s';
import { addSystems } from './fairway';
import type { HeldFile, HeldObject } from './held';
import { packageFile } from './package-file';

interface Layout {
  fileOf(object: ApiObject): string;
  compareObjects(a: ApiObject, b: ApiObject): number;
}

const { fileOf, compareObjects } = packageFile('engines/layout') as Layout;

/** `node hold.js <services> <objects.json>`: the library's objects, by the file that they go into. */
const [count, output] = process.argv.slice(2) as [string, string];
const app = new App();
addSystems(app, Number(count));
const files = new Map<string, HeldObject[]>();
for (const object of app.node.findAll().filter(ApiObject.isApiObject).sort(compareObjects)) {
  const path = `${fileOf(object)}.k8s.yaml`;
  files.set(path, [...(files.get(path) ?? []), object.toJson() as HeldObject]);
}
const held: HeldFile[] = [...files].map(([path, documents]) => ({ path, documents }));
writeFileSync(output, JSON.stringify(held));
