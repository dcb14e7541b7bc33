import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { violations } from './import-rules';

const ROOT = join(__dirname, '..', '..');

function check(...files: readonly (readonly [path: string, text: string])[]): string[] {
  return violations(new Map(files), ['cdk8s', 'constructs']);
}

test('the library keeps the rules of its layers', () => {
  const manifest = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  const files = readdirSync(join(ROOT, 'lib'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  );
  const sources = files.sort().map((file): [string, string] => {
    const path = `lib/${file.replaceAll('\\', '/')}`;
    return [path, readFileSync(join(ROOT, path), 'utf8')];
  });
  const packages = Object.keys({ ...manifest.dependencies, ...manifest.peerDependencies });

  expect(sources.length).toBeGreaterThan(0);
  expect(violations(new Map(sources), packages)).toEqual([]);
});

describe('the rules', () => {
  test('a file may import its own layer, those before it, and its packages', () => {
    expect(
      check(
        ['lib/model/names.ts', ''],
        ['lib/model/graph.ts', "import { a } from './names';\nimport { createHash } from 'node:crypto';"],
        [
          'lib/resources/pod.ts',
          "import type { IPod } from 'kubernetes-models/v1';\nimport { a } from '../model/names';",
        ],
        ['lib/policies/image.ts', "import { a } from '../resources/pod';"],
        ['lib/microservice.ts', "import { Construct } from 'constructs';\nimport { b } from './policies/image';"],
        ['lib/engines/app.ts', "import { App } from 'cdk8s';\nimport { c } from '../microservice';"],
        ['lib/index.ts', "export { App } from './engines/app';\nexport type { C } from './microservice';"],
      ),
    ).toEqual([]);
  });

  test.each([
    [
      'the model uses resources',
      'lib/model/a.ts',
      "export * from '../resources/b';",
      'resources layer comes after model',
    ],
    [
      'the model uses a construct',
      'lib/model/a.ts',
      "import type { B } from '../environment';",
      'constructs layer comes',
    ],
    [
      'the map uses a construct',
      'lib/map/a.ts',
      "import type { B } from '../environment';",
      'the map layer draws the model',
    ],
    ['the map uses cdk8s', 'lib/map/a.ts', "import { ApiObject } from 'cdk8s';", 'the map layer is plain data'],
    ['a construct uses an engine', 'lib/environment.ts', "import { App } from './engines/app';", 'engines layer comes'],
    ['an engine uses the command line', 'lib/engines/app.ts', "import { run } from '../cli/main';", 'cli layer comes'],
    ['a file uses the public index', 'lib/engines/app.ts', "import { App } from '../index';", 'imports lib/index.ts'],
    ['the model uses cdk8s, if only its types', 'lib/model/a.ts', "import type { C } from 'cdk8s';", 'imports cdk8s'],
    ['a resource uses constructs', 'lib/resources/a.ts', "import { C } from 'constructs';", 'imports constructs'],
    ['a resource uses an import type', 'lib/resources/a.ts', "type P = import('cdk8s-plus-28').Pod;", 'cdk8s-plus-28'],
    ['a resource requires pulumi', 'lib/resources/a.ts', "const p = require('@pulumi/pulumi');", '@pulumi/pulumi'],
    [
      'a model class is used',
      'lib/resources/a.ts',
      "import { Pod } from 'kubernetes-models/v1';",
      "write 'import type'",
    ],
    ['only the name is a type', 'lib/a.ts', "import { type B } from '@kubernetes-models/base';", "write 'import type'"],
    [
      'the model uses manifests',
      'lib/model/a.ts',
      "import type { IPod } from 'kubernetes-models/v1';",
      'no Kubernetes object',
    ],
    ['a package is no dependency', 'lib/engines/a.ts', "import * as y from '@scope/yaml/sub';", 'no dependency'],
    ['it is so and loaded late', 'lib/engines/a.ts', "const y = await import('yaml');", 'no dependency'],
    ['a folder is in no layer', 'lib/utils/a.ts', '', 'is in no layer'],
    ['the environment is read', 'lib/a.ts', 'const stage = process.env.STAGE;', 'reads process.env'],
    ['it is read by index', 'lib/a.ts', "const stage = process['env'];", 'reads process.env'],
    ['it is destructured', 'lib/a.ts', 'const { env } = process;', 'reads process.env'],
    ['it is imported', 'lib/a.ts', "import { env } from 'node:process';", 'reads process.env'],
    ['a file is long', 'lib/model/a.ts', 'x;\n'.repeat(251), 'has 251 lines'],
  ])('fails when %s', (_why, path, text, problem) => {
    const found = check([path, text], ['lib/index.ts', '']);

    expect(found).toHaveLength(1);
    expect(found[0]).toContain(path);
    expect(found[0]).toContain(problem);
  });

  test('fails for a cycle and names its files once', () => {
    const found = check(
      ['lib/model/a.ts', "import { b } from './b';"],
      ['lib/model/b.ts', "import { c } from './c';"],
      ['lib/model/c.ts', "import { b } from './b';"],
    );

    expect(found).toEqual(['import cycle: lib/model/b.ts → lib/model/c.ts → lib/model/b.ts']);
  });

  test('two files may know the types of each other', () => {
    const found = check(
      ['lib/model/a.ts', "import { b } from './b';"],
      ['lib/model/b.ts', "import type { A } from './a';"],
    );

    expect(found).toEqual([]);
  });
});
