import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { OPTIONS } from '../workflows/options';
import { Consumer, ROOT, run } from './consumer';

const PROGRAM = `
import { App, Environment, Microservice, tiers } from 'cdk8s-fairway';

const app = new App();
const dev = new Environment(app, 'dev', { ...tiers.dev, domain: 'dev.shop.example' });
new Microservice(dev, 'orders', { image: 'registry.example.com/shop/orders:1.4.2', ports: { http: 8080 } });
app.synth();
`;
const TSC = 'node_modules/typescript/bin/tsc';
const TSCONFIG = {
  compilerOptions: { target: 'es2022', module: 'nodenext', strict: true, skipLibCheck: false, types: ['node'] },
  files: ['main.ts', 'main.mts'],
};

jest.setTimeout(300_000);

describe('the package, installed from its tarball', () => {
  let consumer: Consumer;

  beforeAll(() => {
    consumer = new Consumer();
    consumer.write('main.ts', PROGRAM);
    consumer.write('main.mts', PROGRAM);
    consumer.write('tsconfig.json', JSON.stringify(TSCONFIG));
    consumer.run('node', [TSC, '--noCheck']);
  });

  afterAll(() => consumer?.remove());

  test('holds the built library and its documents, nothing else', () => {
    const files = consumer.files('project/node_modules/cdk8s-fairway');
    const others = files.filter((file) => !/^build\/.+(\.js|\.d\.ts|\.sh)$/.test(file));

    expect(files).toEqual(expect.arrayContaining(['build/index.js', 'build/index.d.ts']));
    expect(others).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'docs/api.md',
      'docs/architecture.md',
      'package.json',
    ]);
  });

  test('is clean for publint', () => {
    run('node', [join(ROOT, 'node_modules/publint/src/cli.js'), consumer.tarball, '--strict'], ROOT);
  });

  test('is clean for are-the-types-wrong', () => {
    const answer = JSON.parse(run('node', [join(__dirname, 'attw.mjs'), consumer.tarball], ROOT));

    expect(answer).toEqual({ entries: ['.', './pulumi', './grafana', './package.json'], problems: [] });
  });

  test('brings no Pulumi and no types of Kubernetes objects', () => {
    const installed = readdirSync(join(consumer.project, 'node_modules'));

    expect(installed.filter((name) => /pulumi|kubernetes-models/.test(name))).toEqual([]);
  });

  test('has types that stand on their own, for CommonJS and ES modules', () => {
    expect(consumer.run('node', [TSC, '--noEmit'])).toBe('');
  });

  test.each(['main.js', 'main.mjs'])('works in a program compiled to %s', (program) => {
    consumer.run('node', [program]);

    expect(consumer.files('project/dist')).toContain('dev/orders.k8s.yaml');
  });

  test('brings a command line, which knows the program by cdk8s.yaml', () => {
    consumer.write('cdk8s.yaml', 'language: typescript\napp: node main.js\n');
    const fairway = ['--no', 'cdk8s-fairway', '--'];

    expect(consumer.run('npx', [...fairway, '--help'])).toContain('explain [options] <object> [path]');
    expect(consumer.run('npx', [...fairway, 'explain', 'Deployment/orders', 'spec.replicas'])).toContain(
      'spec.replicas: 1  ← replicas of tier dev',
    );
    expect(consumer.run('npx', [...fairway, 'map', '--app', 'node main.mjs'])).toContain('service_orders["orders"]');
    expect(() => consumer.run('npx', [...fairway, 'diff', 'dev', 'prod'])).toThrow(
      /exit 2 [\s\S]*there is no environment 'prod': there is dev/,
    );
  });

  test('writes workflows with the scripts that it brings', () => {
    const options = JSON.stringify(OPTIONS);
    const program = `for (const text of require('cdk8s-fairway').workflowFiles(${options}).values()) console.log(text)`;

    expect(consumer.run('node', ['-e', program])).toContain('docker build');
  });

  test('works under cdk8s synth', () => {
    const cli = join(ROOT, 'node_modules/cdk8s-cli/bin/cdk8s');
    const output = consumer.run('node', [cli, 'synth', '--no-check-upgrade', '--app', 'node main.js']);

    expect(output).toContain('dist/dev/orders.k8s.yaml');
  });
});
