import { tiers, type WorkflowOptions, workflowFiles } from 'cdk8s-fairway';
import { parse } from 'yaml';
import { type Json, record, records } from '../support/manifest';
import { OPTIONS } from './options';
import { problemsOf } from './workflow-rules';

const FILES = workflowFiles(OPTIONS);
const jobsOf = (name: string): Json => record(record(parse(FILES.get(`.github/workflows/${name}.yml`)!)).jobs);

test('there is one file for every commit, and one for each environment that images are promoted to', () => {
  expect([...FILES.keys()]).toEqual([
    '.github/workflows/main.yml',
    '.github/workflows/promote-to-staging.yml',
    '.github/workflows/promote-to-prod.yml',
  ]);
});

test.each([...FILES])('%s is a workflow for the parser of GitHub, and keeps the rules of a safe one', (path, text) => {
  expect(problemsOf(path, text)).toEqual([]);
});

test.each([...FILES])('%s says the version of each action and the reason of each right', (_path, text) => {
  const lines = text.split('\n').filter((line) => /^\s*(- )?uses: |: write\b/.test(line));

  expect(lines.length).toBeGreaterThan(0);
  expect(lines.filter((line) => !/ # \w/.test(line) || line.includes('undefined'))).toEqual([]);
});

test('no file refers to other parts of itself', () => {
  expect([...FILES.values()].join()).not.toMatch(/[&*]a\d+\b/);
});

test('the same options give the same bytes', () => {
  expect([...workflowFiles(OPTIONS)]).toEqual([...FILES]);
});

test('no run is left out: any commit may be promoted, and two promotions never meet', () => {
  const queues = [...FILES.values()].map((text) => record(record(parse(text)).concurrency).queue);

  expect(queues).toEqual(['max', 'max', 'max']);
});

describe('a commit of main', () => {
  const jobs = jobsOf('main');

  test('is pushed and signed only after tests, the quality gate and the checks of its manifests', () => {
    expect(record(jobs.publish).needs).toEqual(['test', 'quality', 'manifests']);
    expect(record(jobs.publish).if).toBe("github.event_name == 'push'");
  });

  test('has its image scanned before it is pushed', () => {
    const names = records(record(jobs.publish).steps).map(({ name }) => name);

    expect(names.indexOf('Trivy')).toBeGreaterThan(-1);
    expect(names.indexOf('Trivy')).toBeLessThan(names.indexOf('Push and sign'));
  });

  test('has each image built by its context and Dockerfile', () => {
    const { matrix } = record(record(jobs.publish).strategy);

    expect(record(matrix).include).toEqual([
      {
        service: 'orders',
        image: 'ghcr.io/shop/orders',
        context: 'services/orders',
        file: 'services/orders/Dockerfile',
      },
      { service: 'users', image: 'ghcr.io/shop/users', context: 'services', file: 'services/users.Dockerfile' },
    ]);
  });

  test('tells the owner when any gate stops it', () => {
    expect(record(jobs.notify).needs).toEqual(['test', 'quality', 'manifests', 'publish']);
    expect(String(record(jobs.notify).if)).toMatch(/^failure\(\)/);
  });

  test('gives rights to write to three jobs, each those that it needs', () => {
    const writes = Object.entries(jobs).flatMap(([id, job]) =>
      Object.entries(record(record(job).permissions)).flatMap(([right, level]) =>
        level === 'write' ? [`${id}: ${right}`] : [],
      ),
    );

    expect(writes).toEqual(['comment: pull-requests', 'publish: packages', 'publish: id-token', 'notify: issues']);
  });

  test('waits for the quality gate of SonarQube', () => {
    const scan = records(record(jobs.quality).steps).find(({ uses }) => String(uses).startsWith('SonarSource/'));

    expect(record(scan!.with).args).toBe('-Dsonar.qualitygate.wait=true');
  });
});

describe('a pull request', () => {
  test('has its image built and scanned, with no right and no way to a registry', () => {
    const { image } = jobsOf('main');

    expect(record(image).permissions).toEqual({ contents: 'read' });
    expect(JSON.stringify(image)).not.toMatch(/REGISTRY|docker push|cosign/);
  });

  test('of a stranger meets no secret', () => {
    const withSecrets = Object.values(jobsOf('main'))
      .map(record)
      .filter((job) => /secrets\.|github\.token/.test(JSON.stringify(job)));

    expect(withSecrets.map(({ name }) => name)).toEqual([
      'SonarQube quality gate',
      'Comment',
      'Publish',
      'Tell the owner',
    ]);
    for (const job of withSecrets) {
      expect(String(job.if)).toMatch(/event_name == 'push'( \|\| .*head\.repo\.full_name == github\.repository)?$/);
    }
  });
});

describe('a tag', () => {
  test.each([
    ['staging', tiers.staging.images.tags],
    ['prod', tiers.prod.images.tags],
  ])('promotes to %s by the rule of its tier', (environment, tags) => {
    const workflow = record(parse(FILES.get(`.github/workflows/promote-to-${environment}.yml`)!));

    expect(record(workflow.on).push).toEqual({ tags });
    expect(record(jobsOf(`promote-to-${environment}`).images).environment).toBe(environment);
  });

  test('lets prod have what staging has, and staging what was built', () => {
    const lockBefore = (environment: string): unknown => {
      const steps = records(record(jobsOf(`promote-to-${environment}`).images).steps);
      return record(steps.find(({ id }) => id === 'promote')!.env).LOCK_BEFORE;
    };

    expect([lockBefore('staging'), lockBefore('prod')]).toEqual(['', 'environments/staging/images.json']);
  });

  test('builds nothing', () => {
    const texts = [...FILES].filter(([path]) => path.includes('promote')).map(([, text]) => text);

    expect(texts.join()).not.toMatch(/docker build |npm /);
  });
});

test('a registry of the user gets its name and password from secrets, and GitHub gives no right to packages', () => {
  const images = { orders: { repository: 'registry.example.com/shop/orders', context: '.' } };
  const text = workflowFiles({ ...OPTIONS, images }).get('.github/workflows/main.yml')!;

  expect(text).toContain(['REGISTRY_PASSWORD: $', '{{ secrets.REGISTRY_PASSWORD }}'].join(''));
  expect(text).not.toContain('packages: write');
});

describe('options that cannot be are all told at once', () => {
  const orders = OPTIONS.images.orders!;
  const injection = ['$', '{{ github.event.issue.title }}'].join('');
  const cases: readonly (readonly [string, Partial<WorkflowOptions>, string])[] = [
    ['no image', { images: {} }, 'images is empty'],
    [
      'a tag',
      { images: { orders: { ...orders, repository: 'ghcr.io/shop/orders:1' } } },
      "is 'ghcr.io/shop/orders:1': give a registry and a name without tag",
    ],
    ['no registry', { images: { orders: { ...orders, repository: 'shop/orders' } } }, "'shop/orders': give a registry"],
    [
      'two registries',
      { images: { orders, users: { repository: 'registry.example.com/users', context: '.' } } },
      "registries 'ghcr.io', 'registry.example.com': give all of them one",
    ],
    [
      'a context outside',
      { images: { orders: { ...orders, context: '../other' } } },
      "context of image orders is '../other'",
    ],
    [
      'an absolute file',
      { images: { orders: { ...orders, file: '/etc/passwd' } } },
      "file of image orders is '/etc/passwd'",
    ],
    ['a service that is none', { images: { Orders: orders } }, "an image is 'Orders'"],
    ['an owner by address', { owner: 'ada@shop.example' }, "owner is 'ada@shop.example': give a user or a team"],
    ['an open address', { sonarQube: 'http://sonar' }, "sonarQube is 'http://sonar': give an address like 'https://"],
    ['an expression for a branch', { branch: injection }, `branch is '${injection}'`],
    ['an expression for rules', { policies: injection }, `policies is '${injection}'`],
    ['a flag for a check', { ignoredChecks: { '--all': 'x' } }, "ignoredChecks is '--all'"],
    [
      'a check without reason',
      { ignoredChecks: { 'container-image-tag': ' ' } },
      "ignoredChecks['container-image-tag'] is ' ': give the reason",
    ],
    [
      'a promotion without tags',
      { promotions: [{ environment: 'qa', tags: [], lock: 'qa.json' }] },
      'tags of qa is empty',
    ],
    [
      'a tag with a slash',
      { promotions: [{ environment: 'qa', tags: ['v/*'], lock: 'qa.json' }] },
      "a tag of qa is 'v/*'",
    ],
    [
      'a lock outside',
      { promotions: [{ environment: 'qa', tags: ['v*'], lock: '../qa.json' }] },
      "lock of qa is '../qa.json'",
    ],
    [
      'an environment twice',
      { promotions: ['a', 'b'].map((tag) => ({ environment: 'qa', tags: [tag], lock: 'qa.json' })) },
      'environment qa has two promotions',
    ],
  ];

  test.each(cases)('%s', (_what, wrong, message) => {
    expect(() => workflowFiles({ ...OPTIONS, ...wrong })).toThrow(message);
  });

  test('two of them', () => {
    expect(() => workflowFiles({ ...OPTIONS, owner: 'x', branch: '' })).toThrow(/owner is 'x'[\s\S]*branch is ''/);
  });
});
