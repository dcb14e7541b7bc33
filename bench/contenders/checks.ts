import { writeFileSync } from 'node:fs';
import { ApiObject, App } from 'cdk8s';
import { addEnvironment } from './fairway';

/** `node checks.js <services> <result.json>`: how long the checks of an environment take, its objects already there. */
const [count, file] = process.argv.slice(2) as [string, string];
const environment = addEnvironment(new App(), 'prod', Number(count));
const begin = process.hrtime.bigint();
const { issues } = environment;
const seconds = Number(process.hrtime.bigint() - begin) / 1e9;
if (issues.length > 0) throw new Error(`the system has issues: ${issues[0]!.message}`);
const objects = environment.node.findAll().filter(ApiObject.isApiObject).length;
const { services, edges } = environment.graph;
writeFileSync(file, JSON.stringify({ services: services.length, edges: edges.length, objects, seconds }));
