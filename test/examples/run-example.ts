import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from '../support/manifest';

/** What an example wrote, and what it said while doing so. */
export interface ExampleOutput {
  /** Text by file, like `dev/orders.k8s.yaml`. */
  readonly files: ReadonlyMap<string, string>;
  /** Objects of one environment, in the order in which kubectl would apply them. */
  readonly objects: (environment: string) => readonly Manifest[];
  readonly environments: readonly string[];
  /** Text of the files beside the environments' folders: the maps. */
  readonly maps: ReadonlyMap<string, string>;
  readonly report: string;
}

/** Runs an example's main program as `cdk8s synth` does, in this process, into a folder of its own. */
export function runExample(name: string): ExampleOutput {
  const outdir = mkdtempSync(join(tmpdir(), `fairway-${name}-`));
  const before = process.env.CDK8S_OUTDIR;
  const said: string[] = [];
  const stderr = jest.spyOn(process.stderr, 'write').mockImplementation((line) => said.push(String(line)) > 0);
  process.env.CDK8S_OUTDIR = outdir;
  try {
    jest.isolateModules(() => require(`../../examples/${name}/main`));
    return read(outdir, said.join(''));
  } finally {
    stderr.mockRestore();
    if (before === undefined) delete process.env.CDK8S_OUTDIR;
    else process.env.CDK8S_OUTDIR = before;
    rmSync(outdir, { recursive: true });
  }
}

function read(outdir: string, report: string): ExampleOutput {
  const entries = readdirSync(outdir, { withFileTypes: true });
  const environments = entries.flatMap((entry) => (entry.isDirectory() ? [entry.name] : [])).sort();
  const maps = new Map<string, string>(
    entries.flatMap(({ name }) =>
      environments.includes(name) ? [] : [[name, readFileSync(join(outdir, name), 'utf8')]],
    ),
  );
  const paths = environments.flatMap((environment) =>
    readdirSync(join(outdir, environment)).map((file) => `${environment}/${file}`),
  );
  const files = new Map(paths.sort().map((path) => [path, readFileSync(join(outdir, path), 'utf8')]));
  const objects = (environment: string): readonly Manifest[] =>
    [...files]
      .filter(([path]) => path.startsWith(`${environment}/`))
      .flatMap(([, text]) => parseAllDocuments(text).map((document) => document.toJS() as Manifest));
  return { files, objects, environments, maps, report };
}
