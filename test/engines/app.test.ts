import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ApiObject, App as Cdk8sApp, Chart, Lazy } from 'cdk8s';
import { App, type AppProps, Environment, KafkaTopic, tiers } from 'cdk8s-fairway';
import * as kplus from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import { parse, parseAllDocuments } from 'yaml';
import { record } from '../support/manifest';
import { filesIn, IMAGE, microservice, objectsUnder, platform, quietApp, temporaryFolder } from '../support/testing';

/** A system with something of everything, in one environment. */
function shop(app: Construct, id = 'dev'): Environment {
  const environment = new Environment(app, id, { ...tiers.dev, ...platform });
  const events = new KafkaTopic(environment, 'events');
  const users = microservice(environment, 'users', { ports: { http: 8080 }, produces: [events], ingress: {} });
  microservice(environment, 'orders', { upstreams: [users], consumes: [events], config: { A: 'yes' } });
  return environment;
}

function synthesized(props: AppProps = {}): ReturnType<typeof quietApp> {
  const made = quietApp({ map: false, ...props });
  shop(made.app);
  made.app.synth();
  return made;
}

const kindsIn = (text: string): readonly unknown[] =>
  parseAllDocuments(text).map((document) => record(document.toJS()).kind);

test('each environment is a folder, each service a file, and what comes first has a name that comes first', () => {
  const { app, outdir } = quietApp({ map: false });
  for (const id of ['dev', 'test']) shop(app, id);
  app.synth();
  expect(Object.keys(filesIn(outdir))).toEqual(
    ['dev', 'test'].flatMap((id) =>
      ['00-environment', '10-topics', 'orders', 'users'].map((file) => `${id}/${file}.k8s.yaml`),
    ),
  );
});

test('within a file, a cluster gets what it needs first', () => {
  const files = filesIn(synthesized().outdir);
  expect(kindsIn(files['dev/00-environment.k8s.yaml']!)).toEqual([
    'Namespace',
    'ResourceQuota',
    'LimitRange',
    'NetworkPolicy',
    'NetworkPolicy',
    'Certificate',
  ]);
  expect(kindsIn(files['dev/users.k8s.yaml']!)).toEqual([
    'NetworkPolicy',
    'ServiceAccount',
    'ExternalSecret',
    'KafkaUser',
    'Service',
    'Deployment',
    'Ingress',
  ]);
});

test('the files hold every object once, as it is', () => {
  const { app, outdir } = synthesized();
  const parsed = Object.values(filesIn(outdir)).flatMap((text) => parseAllDocuments(text).map((each) => each.toJS()));
  const byText = (a: unknown, b: unknown): number => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
  expect(parsed.sort(byText)).toEqual([...objectsUnder(app)].sort(byText));
});

test('files end as is said', () => {
  const { outdir } = synthesized({ outputFileExtension: '.yml' });
  expect(Object.keys(filesIn(outdir))).toContain('dev/users.yml');
});

describe('the folder that is written to', () => {
  const variable = 'CDK8S_OUTDIR';

  afterEach(() => {
    delete process.env[variable];
  });

  test('is that of the cdk8s command, where none is said', () => {
    const folder = join(temporaryFolder(), 'new', 'folder');
    process.env[variable] = folder;
    const app = new App({ onIssue: () => undefined, map: false });
    shop(app);
    app.synth();
    expect(app.outdir).toBe(folder);
    expect(Object.keys(filesIn(folder))).toContain('dev/users.k8s.yaml');
  });

  test('is dist else', () => {
    expect(new App().outdir).toBe('dist');
  });
});

describe('a kustomization', () => {
  const FILE = 'dev/kustomization.yaml';

  test('names all files of its environment, and no others', () => {
    const { app, outdir } = quietApp({ kustomization: true });
    for (const id of ['dev', 'test']) shop(app, id);
    app.synth();
    const files = filesIn(outdir);
    expect(parse(files[FILE]!)).toEqual({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: ['00-environment.k8s.yaml', '10-topics.k8s.yaml', 'orders.k8s.yaml', 'users.k8s.yaml'],
    });
    expect(files['test/kustomization.yaml']).toBe(files[FILE]);
    expect(Object.keys(files).filter((file) => file.endsWith('kustomization.yaml'))).toHaveLength(2);
  });

  test('is not written unasked, and goes when nobody asks for it any more', () => {
    const { outdir } = synthesized({ kustomization: true });
    expect(filesIn(outdir)).toHaveProperty([FILE]);
    synthesized({ outdir });
    expect(filesIn(outdir)).not.toHaveProperty([FILE]);
  });

  test('of a user stays', () => {
    const { outdir } = synthesized();
    writeFileSync(join(outdir, FILE), 'kind: Kustomization');
    synthesized({ outdir });
    expect(filesIn(outdir)[FILE]).toBe('kind: Kustomization');
  });
});

describe('a file that is there already', () => {
  test('goes when its service is no more, and all others of its folder stay', () => {
    const { outdir } = synthesized();
    writeFileSync(join(outdir, 'dev', 'gone.k8s.yaml'), 'old');
    writeFileSync(join(outdir, 'dev', 'notes.txt'), 'mine');
    synthesized({ outdir });
    expect(Object.keys(filesIn(outdir))).not.toContain('dev/gone.k8s.yaml');
    expect(filesIn(outdir)['dev/notes.txt']).toBe('mine');
  });

  test('stays when it is of an environment that is not synthesized now', () => {
    const { outdir } = synthesized();
    mkdirSync(join(outdir, 'prod'));
    writeFileSync(join(outdir, 'prod', 'users.k8s.yaml'), 'other');
    synthesized({ outdir });
    expect(filesIn(outdir)['prod/users.k8s.yaml']).toBe('other');
  });

  test.each(['', '/'])('stays when it is right in the folder that is written to, said with %j at its end', (end) => {
    const outdir = temporaryFolder();
    writeFileSync(join(outdir, 'mine.k8s.yaml'), 'mine');
    const { app } = quietApp({ outdir: `${outdir}${end}`, map: false });
    new ApiObject(new Chart(app, 'plain'), 'x', { apiVersion: 'v1', kind: 'ConfigMap' });
    app.synth();
    expect(Object.keys(filesIn(outdir))).toEqual(['mine.k8s.yaml', 'plain.k8s.yaml']);
  });
});

describe('when anything is wrong', () => {
  const broken = (outdir: string): (() => void) => {
    const { app } = quietApp({ outdir });
    const environment = new Environment(app, 'dev', { ...tiers.dev, domain: 'A' });
    microservice(environment, 'users', { image: '?', replicas: -1 });
    microservice(new Environment(app, 'prod', tiers.prod), 'users', { image: IMAGE });
    return () => app.synth();
  };

  test('it fails with everything at once, each under its path', () => {
    expect(broken(temporaryFolder())).toThrow(
      new Error(
        [
          'Validation failed with the following errors:',
          "  [dev] domain 'A' is not a DNS name: write it in lower case and without scheme or slash, like 'shop.example'",
          '  [dev/users] replicas is -1: it must be a whole number of at least 0',
          "  [dev/users] '?' is not an image reference: write it like 'registry.example.com/shop/users:1.4.2'",
          `  [prod/users] image '${IMAGE}' has the tag '1.4.2': this environment takes 'stable-*', or a digest (@sha256:…)`,
        ].join('\n'),
      ),
    );
  });

  test('it writes nothing, not even the folder', () => {
    const outdir = join(temporaryFolder(), 'dist');
    expect(broken(outdir)).toThrow();
    expect(existsSync(outdir)).toBe(false);
  });

  test('it fails by validations of others, too', () => {
    const { app } = quietApp();
    shop(app).node.addValidation({ validate: () => ['not on Fridays'] });
    expect(() => app.synth()).toThrow('[dev] not on Fridays');
  });

  test('it leaves what was written before', () => {
    const { outdir } = synthesized();
    const before = filesIn(outdir);
    expect(broken(outdir)).toThrow();
    expect(filesIn(outdir)).toEqual(before);
  });
});

describe('when an object cannot be made, after others are', () => {
  class Unmakeable extends ApiObject {
    override toJson(): never {
      throw new Error('no value');
    }
  }

  const broken = (outdir: string): (() => void) => {
    const { app } = quietApp({ outdir });
    shop(app);
    new Unmakeable(new Chart(app, 'plain'), 'x', { apiVersion: 'v1', kind: 'Unmakeable' });
    return () => app.synth();
  };

  test('nothing is written, not even the folder', () => {
    const folder = temporaryFolder();
    expect(broken(join(folder, 'new', 'dist'))).toThrow('no value');
    expect(existsSync(join(folder, 'new'))).toBe(false);
  });

  test('what was written before stays, and nothing else', () => {
    const { outdir } = synthesized();
    writeFileSync(join(outdir, 'dev', 'gone.k8s.yaml'), 'old');
    const before = filesIn(outdir);
    expect(broken(outdir)).toThrow('no value');
    expect(filesIn(outdir)).toEqual(before);
  });
});

test('what a synth that was killed has left goes with the next', () => {
  const { outdir } = synthesized();
  const before = filesIn(outdir);
  mkdirSync(join(outdir, '.part', 'dev'), { recursive: true });
  writeFileSync(join(outdir, '.part', 'dev', 'users.k8s.yaml'), 'half');
  synthesized({ outdir });
  expect(filesIn(outdir)).toEqual(before);
});

describe('warnings and notes', () => {
  test('are told, and files are written', () => {
    const { said, outdir } = synthesized();
    expect(said.map(({ severity, rule, path }) => `${severity} ${rule} ${path}`)).toEqual([
      'note no-probes dev/orders',
    ]);
    expect(Object.keys(filesIn(outdir))).not.toEqual([]);
  });

  test('are lines on standard error, unless it is said', () => {
    const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const app = new App({ outdir: temporaryFolder() });
    shop(app);
    app.synth();
    expect(write.mock.calls).toEqual([[expect.stringMatching(/^note \[dev\/orders\] nothing tells Kubernetes .*\n$/)]]);
  });
});

describe('with cdk8s', () => {
  test('objects of cdk8s-plus in an environment are written too, in its namespace', () => {
    const { app, outdir } = quietApp({ map: false });
    const environment = shop(app);
    new kplus.ConfigMap(environment, 'mine', { data: { a: 'b' } });
    new kplus.ServiceAccount(environment, 'tool');
    app.synth();
    const text = filesIn(outdir)['dev/20-others.k8s.yaml']!;
    expect(kindsIn(text)).toEqual(['ServiceAccount', 'ConfigMap']);
    expect(parseAllDocuments(text)[1]?.toJS()).toMatchObject({ metadata: { namespace: 'dev' }, data: { a: 'b' } });
  });

  test('charts of others are written beside the environments', () => {
    const { app, outdir } = quietApp({ map: false });
    shop(app);
    new ApiObject(new Chart(app, 'tools'), 'x', { apiVersion: 'v1', kind: 'ConfigMap' });
    app.synth();
    expect(Object.keys(filesIn(outdir))).toContain('tools.k8s.yaml');
  });

  test('values that are known late are resolved', () => {
    const { app, outdir } = quietApp({ map: false });
    new ApiObject(new Chart(app, 'plain'), 'x', {
      apiVersion: 'v1',
      kind: 'X',
      spec: { a: Lazy.any({ produce: () => 7 }) },
    });
    app.synth();
    expect(parseAllDocuments(filesIn(outdir)['plain.k8s.yaml']!)[0]?.toJS()).toMatchObject({ spec: { a: 7 } });
  });

  test('its own App gives the same objects', () => {
    const { app } = quietApp();
    const outdir = temporaryFolder();
    const plain = new Cdk8sApp({ outdir });
    shop(app);
    shop(plain);
    expect(objectsUnder(plain)).toEqual(objectsUnder(app));
    plain.synth();
    const written = parseAllDocuments(filesIn(outdir)['dev.k8s.yaml']!).map((document) => document.toJS());
    expect(written).toHaveLength(objectsUnder(app).length);
    expect(written).toEqual(expect.arrayContaining([...objectsUnder(app)]));
  });

  test('its own App fails by the same errors', () => {
    const plain = new Cdk8sApp({ outdir: temporaryFolder() });
    microservice(new Environment(plain, 'dev', tiers.dev), 'users', { image: '?' });
    expect(() => plain.synth()).toThrow("[dev/users] '?' is not an image reference");
  });
});

test('an app without anything writes nothing and says nothing', () => {
  const { app, outdir, said } = quietApp({ map: false });
  app.synth();
  expect([filesIn(outdir), said]).toEqual([{}, []]);
});
