import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { problemsOf } from './workflow-rules';

/** An expression of GitHub, which a template would take for its own. */
const expression = (text: string): string => `$\{{ ${text} }}`;

const RELEASE = readFileSync(join(__dirname, '..', '..', '.github', 'workflows', 'release.yml'), 'utf8');

test('the release of this package keeps the rules, and is a workflow for the parser of GitHub', () => {
  expect(problemsOf('release.yml', RELEASE)).toEqual([]);
});

test('the release publishes with provenance, and only there is a right to say who built it', () => {
  expect(RELEASE).toMatch(/npm publish --provenance/);
  expect(RELEASE.match(/: write/g)).toHaveLength(1);
});

describe('the rules refuse', () => {
  test.each([
    ['an action by its tag', /@[0-9a-f]{40} # v6\.0\.2/, '@v6.0.2', 'actions/checkout@v6.0.2 is not pinned'],
    ['an action by half a commit', /@([0-9a-f]{12})[0-9a-f]{28}/, '@$1', 'is not pinned by its whole commit'],
    ['a commit without its version', / # v6\.0\.2/, '', 'no version beside the commit: - uses: actions/checkout'],
    ['every right', 'permissions: {}', 'permissions: write-all', 'permissions of the whole workflow are "write-all"'],
    ['the default rights', 'permissions: {}\n', '', 'permissions of the whole workflow are undefined'],
    [
      'a right for all jobs',
      'permissions: {}',
      'permissions:\n  contents: write',
      'write {}, and name rights at the jobs',
    ],
    ['all rights of a job', /permissions:\n {6}contents: read/, 'permissions: read-all', 'permissions are "read-all"'],
    ['a right to write beside npm', 'contents: read', 'contents: write', 'runs npm with the right contents: write'],
    [
      'text of others in a script',
      'npm cit',
      `echo "${expression('github.event.head_commit.message')}"`,
      'an expression in a script',
    ],
    ['a secret in a script', 'npm cit', `echo ${expression('secrets.NPM_TOKEN')}`, 'an expression in a script'],
    ['a checkout that keeps its token', '          persist-credentials: false\n', '', 'leaves its token in .git'],
    ['a job without end', '    timeout-minutes: 60\n', '', 'no time limit'],
    ['two runs at once', /concurrency:\n(.+\n){2}/, '', 'no concurrency'],
    ['what strangers start', 'push:\n    tags', 'pull_request_target:\n    branches', "a stranger's change would run"],
    [
      'a secret for every step',
      'environment: npm',
      `env: { TOKEN: "${expression('secrets.T')}" }`,
      'a secret in the environment',
    ],
    ['a key that is none', 'timeout-minutes: 60', 'timeout: 60', 'not a workflow'],
    ['a right that is none', 'id-token: write', 'id-tokens: write', 'not a workflow'],
  ])('%s', (_what, from, to, problem) => {
    const broken = RELEASE.replace(from, to);

    expect(broken).not.toBe(RELEASE);
    expect(problemsOf('release.yml', broken).join('\n')).toContain(problem);
  });
});
