import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Testing } from 'cdk8s';
import { AdmissionPolicies, App, Environment, policyFiles, tiers, type Waiver } from 'cdk8s-fairway';
import { stringify } from 'yaml';
import { run } from '../../cluster/run';
import { admittedRows, answered, expected, type Row, rows } from '../../policies/objects/rows';
import { type Json, record, records, text } from '../../support/manifest';
import { GRADED, withExample, yamlFiles } from '../examples';
import { policyPrograms } from '../policy-programs';

let programs: string;
let folder: string;

beforeAll(async () => {
  programs = await policyPrograms();
}, 1_200_000);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'fairway-policies-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** An environment in the namespace of the table's objects. */
function environment(waivers: readonly Waiver[] = []): Environment {
  return new Environment(new App({ onIssue: () => undefined }), 'shop', { ...tiers.staging, waivers });
}

function waiver(rule: string, until = '9999-12-31', object?: string): Waiver {
  return { rule, reason: 'a test', owner: 'testers', until, ...(object !== undefined && { object }) };
}

function write(name: string, ...documents: readonly unknown[]): string {
  const file = join(folder, name);
  writeFileSync(file, documents.map((document) => stringify(document)).join('---\n'));
  return file;
}

/** What conftest, by Open Policy Agent, says of files that an environment's own policies judge. */
function conftest(judge: Environment, files: readonly string[]): ReadonlyMap<string, readonly string[]> {
  for (const [path, rego] of policyFiles([judge])) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), rego);
  }
  const flags = ['--policy', join(folder, 'policy'), '--all-namespaces', '--output', 'json'];
  const { stdout } = run(join(programs, 'conftest'), ['test', ...flags, ...files], { mayFail: true });
  return new Map(
    (JSON.parse(stdout) as Json[]).map(({ filename, failures }) => [
      text(filename),
      records(failures).map(({ msg }) => text(msg)),
    ]),
  );
}

/** What gator, by Gatekeeper's own engine, says of objects. */
function gator(judge: Environment, judged: readonly Row[]): (row: Row) => readonly string[] {
  const policies = new AdmissionPolicies(judge.node.root as App, 'guard', {
    environments: [judge],
    engine: 'Gatekeeper',
  });
  const files = [
    write('policies.yaml', ...Testing.synth(policies)),
    write('objects.yaml', ...judged.map((row) => row.object)),
  ];
  const args = ['test', '--output', 'json', ...files.flatMap((file) => ['--filename', file])];
  const { stdout } = run(join(programs, 'gator'), args, { mayFail: true });
  const results = records(JSON.parse(stdout) as unknown);
  return ({ name }) =>
    results
      .filter((result) => record(record(result.violatingObject).metadata).name === name)
      .map(({ msg }) => text(msg));
}

function byFile(answers: ReadonlyMap<string, readonly string[]>): (row: Row) => readonly string[] {
  return ({ name }) => answers.get(join(folder, `${name}.yaml`)) ?? ['was not judged'];
}

test('Open Policy Agent refuses and accepts every row of the table as the library does', () => {
  const files = rows.map(({ name, object }) => write(`${name}.yaml`, object));

  expect(answered(rows, byFile(conftest(environment(), files)))).toEqual(expected(rows));
});

test('Gatekeeper refuses and accepts every row of the table as the library does', () => {
  expect(answered(admittedRows, gator(environment(), admittedRows))).toEqual(expected(admittedRows));
});

describe('what is waived', () => {
  const [probed] = rows.filter(({ breaks }) => breaks.includes('probed')) as [Row];

  test.each([
    ['for the whole namespace is accepted', [waiver('probed')], []],
    ['for the object is accepted', [waiver('probed', '9999-12-31', `Deployment/${probed.name}`)], []],
    ['for another object is refused', [waiver('probed', '9999-12-31', 'Deployment/other')], ['probed']],
    ['by another rule is refused', [waiver('pinned-image')], ['probed']],
  ])('%s', (_what, waivers, breaks) => {
    const judge = environment(waivers);
    const answers = conftest(judge, [write(`${probed.name}.yaml`, probed.object)]);

    expect(Object.values(answered([probed], byFile(answers)))).toEqual([breaks]);
    expect(Object.values(answered([probed], gator(judge, [probed])))).toEqual([breaks]);
  });

  test('until a day that is past is refused by the Rego that was written before it', () => {
    const answers = conftest(environment([waiver('probed', '2026-01-31')]), [
      write(`${probed.name}.yaml`, probed.object),
    ]);

    expect(Object.values(answered([probed], byFile(answers)))).toEqual([['probed']]);
  });
});

test.each(Object.entries(GRADED))('conftest finds nothing in %s', async (example, environments) => {
  const judged = await withExample(example, async (output) => {
    const files = environments.flatMap((name) => yamlFiles(join(output, name)));
    expect(files.length).toBeGreaterThan(environments.length);
    return conftest(environment(), files);
  });

  expect([...judged].filter(([, messages]) => messages.length > 0)).toEqual([]);
});
