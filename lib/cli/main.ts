#!/usr/bin/env node
import { join } from 'node:path';
import { run } from './command-line';

process.exitCode = run(process.argv.slice(2), {
  folder: process.cwd(),
  // biome-ignore lint/style/noProcessEnv: it is the program's own, handed on to it
  env: process.env,
  preload: join(__dirname, 'preload'),
  today: new Date().toISOString().slice(0, 10),
  write: (text) => process.stdout.write(text),
  complain: (text) => process.stderr.write(text),
});
