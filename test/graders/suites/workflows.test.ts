import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { workflowFiles } from '../../../lib/delivery/workflows/workflow-files';
import { run } from '../../cluster/run';
import { OPTIONS } from '../../workflows/options';
import { actionlint, auditors } from '../workflow-programs';

const RELEASE = '.github/workflows/release.yml';
const FILES = new Map([
  ...workflowFiles(OPTIONS),
  [RELEASE, readFileSync(join(__dirname, '../../..', RELEASE), 'utf8')],
]);
/** GitHub has it, and its own parser takes it; actionlint 1.7.12 is older. */
const NOT_YET_KNOWN = 'unexpected key "queue" for "concurrency" section';
const MAIN = FILES.get('.github/workflows/main.yml')!;

interface Found {
  readonly actionlint: readonly string[];
  readonly zizmor: readonly string[];
}

/** What actionlint, with ShellCheck over every script, and zizmor, which audits for attacks, say of a workflow. */
async function judge(name: string, text: string): Promise<Found> {
  const [linter, python] = [await actionlint(), await auditors()];
  const folder = mkdtempSync(join(tmpdir(), 'fairway-workflows-'));
  try {
    const file = join(folder, '.github', 'workflows', basename(name));
    mkdirSync(join(folder, '.github', 'workflows'), { recursive: true });
    writeFileSync(file, text);
    const shellcheck = join(python, 'bin', 'shellcheck');
    const lintFlags = ['-format', '{{json .}}', '-ignore', NOT_YET_KNOWN, '-shellcheck', shellcheck];
    const lint = run(join(linter, 'actionlint'), [...lintFlags, file], { mayFail: true });
    const flags = ['--offline', '--no-exit-codes', '--format', 'json', '--persona', 'pedantic'];
    const audit = run(join(python, 'bin', 'zizmor'), [...flags, file]);
    return {
      actionlint: (JSON.parse(lint.stdout) as { message: string }[]).map(({ message }) => message),
      zizmor: (JSON.parse(audit.stdout) as { ident: string }[]).map(({ ident }) => ident),
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test.each([...FILES])('actionlint, ShellCheck and zizmor find nothing in %s', async (name, text) => {
  expect(await judge(name, text)).toEqual({ actionlint: [], zizmor: [] });
});

describe('they find', () => {
  const injection = ['echo "$', '{{ github.event.head_commit.message }}"'].join('');

  test.each([
    ['an action by its tag', 'zizmor', /@de0fac2e[0-9a-f]{32} # v6\.0\.2/, '@v6', /^unpinned-uses$/],
    ['rights for all', 'zizmor', 'permissions: {}', 'permissions: write-all', /^excessive-permissions$/],
    ['text of others in a script', 'zizmor', 'run: npm ci', `run: ${injection}`, /^template-injection$/],
    ['text of others in a script', 'actionlint', 'run: npm ci', `run: ${injection}`, /potentially untrusted/],
    ['a token left in .git', 'zizmor', / +persist-credentials: false\n/, '', /^artipacked$/],
    ['a name that no context has', 'actionlint', 'github.event_name ==', 'github.evnt_name ==', /"evnt_name"/],
    ['a job that is none', 'actionlint', '- quality', '- qualities', /qualities/],
    ['a word that a shell would split', 'actionlint', '"$IMAGE_FILE"', '$IMAGE_FILE', /SC2086/],
  ] as const)('%s (%s)', async (...[, program, from, to, finding]) => {
    const broken = MAIN.replace(from, to);

    expect(broken).not.toBe(MAIN);
    expect((await judge('main.yml', broken))[program]).toContainEqual(expect.stringMatching(finding));
  });
});
