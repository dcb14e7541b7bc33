import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { readHeld } from './held';
import { packageFile } from './package-file';

const { stringify } = packageFile('engines/yaml') as { stringify(documents: readonly object[]): string };

/** `node floor.js <objects.json> <folder>`: no more than to serialize the objects and to write them. */
const [input, output] = process.argv.slice(2) as [string, string];
const files = readHeld(input);
for (const folder of new Set(files.map(({ path }) => dirname(path))))
  mkdirSync(join(output, folder), { recursive: true });
for (const { path, documents } of files) writeFileSync(join(output, path), stringify(documents));
