import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../../lib/cli/command-line';
import { temporaryFolder } from '../support/testing';
import { compilePreload } from './preload';

const ROOT = join(__dirname, '..', '..');

/** The user's program: one service, in as many environments as there are names. */
const PROGRAM = `
import { App, Environment, Microservice, tiers } from 'cdk8s-fairway';
const app = new App();
for (const name of ['dev', 'prod'] as const) {
  const environment = new Environment(app, name, { ...tiers[name], images: 'any' });
  const users = new Microservice(environment, 'users', { image: 'registry.example.com/users:1.0.0', ports: { http: 8080 } });
  new Microservice(environment, 'orders', { image: 'registry.example.com/orders:1.0.0', upstreams: [users] });
}
app.synth();
`;

jest.setTimeout(120_000);

interface Result {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

let preload: string;
let folder: string;

function project(program: string): string {
  const made = temporaryFolder();
  const paths = { 'cdk8s-fairway': [join(ROOT, 'lib', 'index.ts')] };
  writeFileSync(join(made, 'tsconfig.json'), JSON.stringify({ compilerOptions: { target: 'es2022', paths } }));
  writeFileSync(join(made, 'package.json'), JSON.stringify({ private: true, type: 'commonjs' }));
  writeFileSync(join(made, 'cdk8s.yaml'), 'language: typescript\napp: node --import tsx main.ts\n');
  writeFileSync(join(made, 'main.ts'), program);
  writeFileSync(join(made, '.gitignore'), 'node_modules\n');
  symlinkSync(join(ROOT, 'node_modules'), join(made, 'node_modules'), 'junction');
  return made;
}

function fairway(args: readonly string[], where = folder): Result {
  const said = { out: '', err: '' };
  const code = run(args, {
    folder: where,
    env: process.env,
    preload,
    today: '2026-01-01',
    write: (text) => {
      said.out += text;
    },
    complain: (text) => {
      said.err += text;
    },
  });
  return { code, ...said };
}

function git(...args: readonly string[]): void {
  const identity = ['-c', 'user.name=test', '-c', 'user.email=test@example.com', '-c', 'commit.gpgsign=false'];
  execFileSync('git', [...identity, ...args], { cwd: folder, stdio: 'ignore' });
}

beforeAll(() => {
  preload = compilePreload();
  folder = project(PROGRAM);
  git('init', '--initial-branch', 'main');
  git('add', '.');
  git('commit', '--message', 'first');
});

afterAll(() => {
  for (const made of [folder, join(preload, '..')]) rmSync(made, { recursive: true, force: true });
});

describe('diff', () => {
  test('exits with 1 and tells the differences of two environments by cause', () => {
    const { code, out, err } = fairway(['diff', 'dev', 'prod']);

    expect({ code, err }).toEqual({ code: 1, err: '' });
    expect(out).toContain('replicas of tier prod: 1 → {"min":3,"max":10}\n  + HorizontalPodAutoscaler/users');
  });

  test('exits with 0 where there is no difference', () => {
    expect(fairway(['diff', 'dev', 'dev'])).toEqual({ code: 0, out: 'dev → dev: no difference\n', err: '' });
  });

  test('prints JSON', () => {
    const [report] = JSON.parse(fairway(['diff', 'dev', 'prod', '--json']).out);

    expect(report).toMatchObject({ left: 'dev', right: 'prod' });
    expect(report.differences).toContainEqual({
      object: 'HorizontalPodAutoscaler/users',
      change: 'added',
      causes: [{ name: 'replicas of tier prod', left: 1, right: { min: 3, max: 10 } }],
    });
  });

  test('compares with a commit, and leaves neither a folder nor a change', () => {
    expect(fairway(['diff', '--git', 'main', '--env', 'prod'])).toMatchObject({
      code: 0,
      out: 'prod at main → prod: no difference\n',
    });
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('cdk8s-fairway-'));
    writeFileSync(
      join(folder, 'main.ts'),
      PROGRAM.replace('users:1.0.0', 'users:1.1.0').replace("['dev', 'prod']", "['dev', 'prod', 'staging']"),
    );
    const { code, out } = fairway(['diff', '--git', 'main']);
    writeFileSync(join(folder, 'main.ts'), PROGRAM);

    expect(code).toBe(1);
    expect(out).toContain('prod at main → prod: 0 objects more, 0 fewer, 3 fields of 1 others\n\nimage of users: ');
    expect(out).toContain('service users: called by orders');
    expect(out).toContain('+ Environment/staging');
    expect(readdirSync(tmpdir()).filter((name) => name.startsWith('cdk8s-fairway-'))).toEqual(before);
    expect(
      execFileSync('git', ['worktree', 'list'], { cwd: folder, encoding: 'utf8' }).trim().split('\n'),
    ).toHaveLength(1);
  });

  test.each([
    [['diff'], "say 'diff dev prod', or 'diff --git main'"],
    [['diff', 'dev'], "say 'diff dev prod'"],
    [['diff', 'dev', '--git', 'main'], "say 'diff dev prod'"],
    [['diff', 'dev', 'prod', '--env', 'dev'], "say 'diff dev prod'"],
    [['diff', 'dev', 'prdo'], "there is no environment 'prdo': did you mean 'prod'? There is dev, prod"],
    [['diff', '--git', 'nowhere'], "'nowhere' is no commit of this repository: name a branch, a tag or a commit"],
    [['diff', '--git', '--output=x'], "'--output=x' is no commit"],
    [['diff', '--git', 'main', '--env', 'test'], "there is no environment 'test': there is dev, prod"],
  ])('exits with 2 on %j', (args, message) => {
    expect(fairway(args)).toEqual({ code: 2, out: '', err: expect.stringContaining(message) });
  });
});

describe('explain', () => {
  test('tells what put a field there', () => {
    const { code, out } = fairway([
      'explain',
      'Deployment/orders',
      'spec.template.spec.containers[orders].env',
      '--env',
      'dev',
    ]);

    expect(code).toBe(0);
    expect(out).toContain('spec.template.spec.containers[orders].env[USERS_URL]');
    expect(out).toContain('← ports[http] of users + edge orders → users');
  });

  test('prints JSON', () => {
    const { out } = fairway(['explain', 'deployment/orders', 'spec.replicas', '--env', 'dev', '--json']);

    expect(JSON.parse(out)).toMatchObject({
      environment: 'dev',
      object: 'Deployment/orders',
      fields: [{ field: 'spec.replicas', value: 1, causes: ['replicas of tier dev'] }],
    });
  });

  test.each([
    [['explain', 'Deployment/orders'], 'say in which environment: --env dev, --env prod'],
    [['explain', 'Deployment/order', '--env', 'dev'], "there is no Deployment 'order': did you mean 'orders'?"],
    [
      ['explain', 'Deployment/orders', 'spec.replica', '--env', 'dev'],
      "has no 'spec.replica': spec has minReadySeconds",
    ],
    [['explain', 'Deployment/orders', 'spec.replicas.min', '--env', 'dev'], 'spec.replicas has nothing in it'],
    [['explain', 'Deployment/orders', '--env', 'test'], "there is no environment 'test'"],
  ])('exits with 2 on %j', (args, message) => {
    expect(fairway(args)).toEqual({ code: 2, out: '', err: expect.stringContaining(message) });
  });
});

describe('map', () => {
  test('is the Mermaid text of one environment, or a document of all', () => {
    expect(fairway(['map', '--env', 'dev']).out).toMatch(
      /^flowchart LR\n[\s\S]*service_orders -->\|"http 80"\| service_users/,
    );
    expect(fairway(['map']).out).toMatch(/^# System map\n[\s\S]*## dev\n[\s\S]*## prod\n/);
  });

  test('is JSON, or a page whose path is told', () => {
    expect(JSON.parse(fairway(['map', '--env', 'dev', '--json']).out)).toMatchObject([{ environment: 'dev' }]);
    mkdirSync(join(folder, 'out'));
    expect(fairway(['map', '--page', 'out/map.html']).out).toBe(`${join(folder, 'out', 'map.html')}\n`);
    expect(readFileSync(join(folder, 'out', 'map.html'), 'utf8')).toContain('<!doctype html>');
  });
});

describe('check', () => {
  test('exits with 0 where nothing is found', () => {
    const { code, out } = fairway(['check', 'dev', 'prod']);

    expect(out).toContain('dev → prod: nothing stands between them');
    expect(code).toBe(0);
  });

  test('exits with 1 and tells the errors of a program that does not synthesize, which no other command takes', () => {
    const broken = project(PROGRAM.replace('users:1.0.0', 'Users'));
    const checked = fairway(['check', '--json'], broken);
    const compared = fairway(['diff', 'dev', 'prod'], broken);
    rmSync(broken, { recursive: true });

    expect(checked.code).toBe(1);
    expect(JSON.parse(checked.out).environments[0].issues).toContainEqual(
      expect.objectContaining({ severity: 'error', rule: 'image', path: 'dev/users' }),
    );
    expect(compared).toMatchObject({
      code: 2,
      err: expect.stringContaining("errors in dev, prod: 'cdk8s-fairway check' tells"),
    });
  });

  test('leaves what synth wrote before', () => {
    fairway(['check']);

    expect(existsSync(join(folder, 'dist'))).toBe(false);
  });

  test.each([
    [['check', 'dev'], "say where it goes too, as in 'check dev prod'"],
    [['check', 'dev', 'test'], "there is no environment 'test'"],
    [['check', '--app', 'exit 3'], "'exit 3' exits with 3"],
    [['check', '--app', 'echo hello'], "'echo hello' makes no Environment"],
    [['check', '--app', `node -e "throw new Error('no harbour')"`], 'no harbour'],
  ])('exits with 2 on %j', (args, message) => {
    expect(fairway(args)).toEqual({ code: 2, out: '', err: expect.stringContaining(message) });
  });

  test('exits with 2 where there is no program', () => {
    const empty = temporaryFolder();
    const nothing = fairway(['check'], empty);
    writeFileSync(join(empty, 'cdk8s.yaml'), 'language: typescript\n');
    const nameless = fairway(['check'], empty);
    rmSync(empty, { recursive: true });

    expect(nothing).toMatchObject({
      code: 2,
      err: expect.stringContaining('there is no cdk8s.yaml here: run this in'),
    });
    expect(nameless).toMatchObject({ code: 2, err: expect.stringContaining('cdk8s.yaml here names no app') });
  });
});

describe('the command line', () => {
  test.each([[['--help']], [['diff', '--help']], [['explain', '--help']], [['map', '--help']], [['check', '--help']]])(
    'helps with %j',
    (args) => {
      expect(fairway(args)).toEqual({ code: 0, out: expect.stringContaining('Usage: cdk8s-fairway'), err: '' });
    },
  );

  test.each([
    [[], 'Usage: cdk8s-fairway'],
    [['dif', 'dev', 'prod'], '(Did you mean diff?)'],
    [['check', '--jsn'], '(Did you mean --json?)'],
    [['explain'], "missing required argument 'object'"],
    [['map', 'dev'], 'too many arguments'],
  ])('exits with 2 on %j', (args, message) => {
    expect(fairway(args)).toEqual({ code: 2, out: '', err: expect.stringContaining(message) });
  });
});
