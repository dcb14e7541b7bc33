import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { NOT_PROVEN } from '../test/node/not-proven';
import { type Seen, SYSTEMS, type System } from '../test/node/proof';

interface TestResult {
  readonly status: string;
  readonly fullName: string;
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly TestResult[];
  }[];
}

const ROOT = join(__dirname, '..');
const PAGE = join(ROOT, 'docs/proof.md');
/** What the tests answer on a machine that cannot run them. */
const NOT_RUN = 3;

/** Runs the tests of the real node and writes down what they have seen, and what they have not. */
function main(): number {
  const folder = mkdtempSync(join(tmpdir(), 'fairway-proof-'));
  try {
    const [notes, results] = [join(folder, 'notes'), join(folder, 'results.json')];
    const begin = Date.now();
    const flags = ['--config', 'test/node/jest.config.js', '--json', '--outputFile', results, ...process.argv.slice(2)];
    const { status } = spawnSync('npx', ['jest', ...flags], {
      cwd: ROOT,
      stdio: ['ignore', 'ignore', 'inherit'],
      env: { ...process.env, FAIRWAY_PROOF: notes },
    });
    if (status === NOT_RUN || !existsSync(results)) return status ?? 1;
    const report = JSON.parse(readFileSync(results, 'utf8')) as Report;
    writeFileSync(PAGE, page(report, readNotes(notes), (Date.now() - begin) / 1000));
    process.stderr.write(`${PAGE}\n`);
    return status ?? 1;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readNotes(file: string): readonly Seen[] {
  const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Seen);
}

function page(report: Report, notes: readonly Seen[], seconds: number): string {
  const systems = (Object.keys(SYSTEMS) as System[]).filter((system) => notes.some((note) => note.system === system));
  const failed = report.testResults.flatMap(({ assertionResults }) =>
    assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => fullName),
  );
  const gib = (totalmem() / 2 ** 30).toFixed(0);
  return [
    '# What was seen',
    '',
    'Written by `npm run proof`, which runs the suites of `test/node` on one real node: real pods of the shop in `examples/shop`,',
    'applied as synth writes them, with the neighbours that `test/node/neighbours` starts. What public graders find in the',
    'files stands in [graders.md](graders.md), with the ledger of what is left as it is.',
    '',
    `Run of ${new Date().toISOString().slice(0, 10)}: ${minutes(seconds)}, on ${cpus().length} cores, ${gib} GiB, Linux ${release().split('.', 2).join('.')}, Node.js ${process.version}.`,
    ...systems.flatMap((system) =>
      section(
        SYSTEMS[system],
        notes.filter((note) => note.system === system),
      ),
    ),
    '',
    '## Not proven',
    '',
    ...failed.map((name) => `- **failed in this run**: ${name}`),
    ...NOT_PROVEN.map(({ what, why }) => `- ${what}: ${why}`),
    '',
    '## The suites',
    '',
    '| suite | tests | time |',
    '|---|---|---|',
    ...[...report.testResults]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .map(({ name, startTime, endTime, assertionResults }) => {
        const suite = name.split('/').at(-1)!.replace('.test.ts', '');
        return `| ${suite} | ${assertionResults.length} | ${minutes((endTime - startTime) / 1000)} |`;
      }),
    '',
  ].join('\n');
}

function section(title: string, notes: readonly Seen[]): readonly string[] {
  return [
    '',
    `## ${title}`,
    '',
    '| seen | |',
    '|---|---|',
    ...notes.map(({ what, figure }) => `| ${what} | ${figure} |`),
  ];
}

function minutes(seconds: number): string {
  return seconds < 90 ? `${seconds.toFixed(0)} s` : `${(seconds / 60).toFixed(1)} min`;
}

process.exitCode = main();
