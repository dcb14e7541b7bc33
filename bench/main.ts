import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { say } from '../test/cluster/harness/progress';
import { run } from '../test/cluster/run';
import { type Contender, type ContenderName, contenders, type Place } from './contenders';
import { document } from './document';
import { type Options, parseOptions, USAGE } from './options';
import { runChecks, runCli, runLoad } from './others';
import { machine, type Results, versions } from './results';
import { runSize } from './sizes';
import { table } from './table';
import { buildTool, type ToolName } from './tools';

const ROOT = join(__dirname, '..');

async function main(): Promise<void> {
  const options = parseOptions(process.argv.slice(2));
  if (options === undefined) {
    process.stdout.write(USAGE);
    return;
  }
  say('building');
  run('npm', ['run', 'build'], { cwd: ROOT });
  // The type check is `npx tsc`.
  run('npx', ['tsc', '-p', join(__dirname, 'contenders'), '--noCheck'], { cwd: ROOT });
  const names = (Object.keys(contenders) as ContenderName[]).filter((name) => options.parts.has(name));
  const tools = await buildTools(names);
  const folder = mkdtempSync(join(tmpdir(), 'fairway-bench-'));
  try {
    const results = runAll({ options, names, tools, folder });
    process.stdout.write(table(results));
    if (options.complete) keep(results);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

type Tools = Place['tools'] & { readonly measure: string };

async function buildTools(names: readonly ContenderName[]): Promise<Tools> {
  const wanted = names.flatMap((name): ToolName[] => {
    const { tool }: Contender = contenders[name];
    return tool ? [tool] : [];
  });
  const tools: Partial<Record<ToolName, string>> = {};
  for (const name of wanted) tools[name] = await buildTool(name);
  return { ...tools, measure: await buildTool('measure') };
}

interface Run {
  readonly options: Options;
  readonly names: readonly ContenderName[];
  readonly tools: Tools;
  readonly folder: string;
}

function runAll({ options, names, tools, folder }: Run): Results {
  const { sizes, parts, skipSlow } = options;
  const place = (services: number): Place => ({
    services,
    tools,
    inputs: join(folder, String(services)),
    output: join(folder, 'output'),
  });
  return {
    machine: machine(),
    versions: versions(),
    load: parts.has('load') ? runLoad(tools.measure) : [],
    cli: parts.has('cli') ? runCli(tools.measure, folder) : [],
    checks: parts.has('checks') ? runChecks(folder) : [],
    sizes: names.length > 0 ? sizes.map((services) => runSize(place(services), { names, skipSlow })) : [],
  };
}

function keep(results: Results): void {
  writeFileSync(join(__dirname, 'results.json'), `${JSON.stringify(results, undefined, 2)}\n`);
  writeFileSync(join(ROOT, 'docs', 'speed.md'), document(results));
}

main().catch((error: Error) => {
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
});
