import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { workflowFiles } from 'cdk8s-fairway';
import { parse } from 'yaml';
import { type Json, record, records } from '../support/manifest';
import { OPTIONS } from './options';
import { type Outcome, StepRunner } from './step-runner';

const FILES = workflowFiles(OPTIONS);
const SHA = '1'.repeat(40);
const DIGEST = `sha256:${'a'.repeat(64)}`;
const OTHER = `sha256:${'b'.repeat(64)}`;

let runner: StepRunner;
beforeEach(() => {
  runner = new StepRunner();
});
afterEach(() => runner.remove());

/** Runs a step as it stands in the workflow; its own variables that the test does not give keep what is written there. */
function step(file: string, job: string, name: string, variables: Readonly<Record<string, string>> = {}): Outcome {
  const { run, env = {} } = find(file, job, name);
  const own = Object.entries(record(env)).map(([key, value]) => [key, String(value)]);
  const values: Record<string, string> = { GITHUB_SHA: SHA, ...Object.fromEntries(own), ...variables };
  const open = Object.entries(values).filter(([, value]) => value.includes('${'));
  if (open.length > 0) throw new Error(`GitHub would fill ${open.map(([key]) => key).join(', ')}: give a value`);
  return runner.run(String(run), values);
}

function find(file: string, job: string, name: string): Json {
  const { steps } = record(record(record(parse(FILES.get(`.github/workflows/${file}.yml`)!)).jobs)[job]);
  return records(steps).find((each) => each.name === name)!;
}

test('every script of the library stands in a workflow, and is run below', () => {
  const scripts = readdirSync(join(__dirname, '../../lib/delivery/workflows/scripts'));
  const inWorkflows = [...FILES.values()].flatMap((text) =>
    Object.values(record(record(parse(text)).jobs))
      .flatMap((job) => records(record(job).steps))
      .filter(({ shell }) => shell === 'bash')
      .map(({ run }) => run),
  );

  expect(new Set(inWorkflows).size).toBe(scripts.length);
});

describe('an image', () => {
  const IMAGE = 'ghcr.io/shop/orders';
  const build = { IMAGE, IMAGE_CONTEXT: 'services/orders', IMAGE_FILE: 'services/orders/Dockerfile' };
  const push = { IMAGE, REGISTRY_USERNAME: 'ada', REGISTRY_PASSWORD: 'hush-hush' };
  const pushStep = (): Outcome => step('main', 'publish', 'Push and sign', push);

  test('is built under the commit that it is of', () => {
    const { status, calls } = step('main', 'publish', 'Build', build);

    expect(status).toBe(0);
    expect(calls).toEqual([
      `docker build --file services/orders/Dockerfile --label org.opencontainers.image.revision=${SHA} --tag ${IMAGE}:${SHA} services/orders`,
    ]);
  });

  test('stops the run when Trivy finds something high, with its bill of materials written', () => {
    runner.fake('trivy', '[[ "$*" == *"--exit-code 1"* ]] && exit 1 || echo sbom >sbom.spdx.json');

    const { status, calls } = step('main', 'publish', 'Trivy', { IMAGE });

    expect(status).toBe(1);
    expect(calls[1]).toContain('--severity HIGH,CRITICAL --exit-code 1');
    expect(runner.read('work/sbom.spdx.json')).toBe('sbom\n');
  });

  test('is pushed, signed, attested, and only then what dev follows', () => {
    runner.fake('docker', `[[ "$*" == *inspect* ]] && echo ${DIGEST}; true`);

    const { status, calls } = pushStep();

    expect(status).toBe(0);
    expect(calls).toEqual([
      'docker login ghcr.io --username ada --password-stdin',
      `docker push --quiet ${IMAGE}:${SHA}`,
      `docker buildx imagetools inspect --format {{.Manifest.Digest}} ${IMAGE}:${SHA}`,
      `cosign sign --yes ${IMAGE}@${DIGEST}`,
      `cosign attest --yes --type spdxjson --predicate sbom.spdx.json ${IMAGE}@${DIGEST}`,
      `docker buildx imagetools create --prefer-index=false --tag ${IMAGE}:latest ${IMAGE}@${DIGEST}`,
    ]);
  });

  test('gives the password to docker alone, by its input', () => {
    runner.fake(
      'docker',
      `[ "$1" = login ] && printf %s "$password" >password; [[ "$*" == *inspect* ]] && echo ${DIGEST}; true`,
    );

    const { calls, output } = pushStep();

    expect(runner.read('work/password')).toBe('hush-hush');
    expect(calls.join() + output).not.toContain('hush-hush');
  });

  test('is not signed without a digest of the registry', () => {
    const { status, calls, output } = pushStep();

    expect(status).toBe(1);
    expect(output).toContain(`the registry gives no digest of ${IMAGE}:${SHA}`);
    expect(calls.join()).not.toContain('cosign');
  });

  test.each(['sign', 'attest'])('is not what dev follows when cosign cannot %s', (what) => {
    runner.fake('docker', `[[ "$*" == *inspect* ]] && echo ${DIGEST}; true`);
    runner.fake('cosign', `[ "$1" != ${what} ]`);

    const { status, calls } = pushStep();

    expect(status).not.toBe(0);
    expect(calls.join()).not.toContain('latest');
  });
});

describe('manifests', () => {
  const grade = (): Outcome => step('main', 'manifests', 'Graders');
  const opa = (): Outcome => step('main', 'manifests', 'Open Policy Agent');
  const compare = (BEFORE: string): Outcome => step('main', 'manifests', 'What changes', { BEFORE });

  test('are graded by kubeconform, and those of staging and prod by kube-score without the ignored checks', () => {
    for (const environment of ['dev', 'staging', 'prod']) runner.write(`dist/${environment}/orders.k8s.yaml`, '');

    const { status, calls } = grade();

    expect(status).toBe(0);
    expect(calls.slice(2)).toEqual([
      'kubeconform -strict -ignore-missing-schemas -summary dist/dev/orders.k8s.yaml dist/prod/orders.k8s.yaml dist/staging/orders.k8s.yaml',
      'kube-score score --output-format ci --ignore-test container-image-tag dist/staging/orders.k8s.yaml dist/prod/orders.k8s.yaml',
    ]);
  });

  test('that are none fail the run', () => {
    const { status, output } = grade();

    expect(status).toBe(1);
    expect(output).toContain('synth wrote nothing to dist/staging and dist/prod');
  });

  test.each(['kube-score', 'kubeconform'])('fail the run when %s finds something', (grader) => {
    runner.write('dist/prod/orders.k8s.yaml', '');
    runner.fakeGrader(grader, 'exit 1');

    expect(grade().status).toBe(1);
  });

  test('are checked by the rules of the organisation', () => {
    runner.write('policy/baseline.rego', '');
    runner.write('dist/prod/orders.k8s.yaml', '');
    runner.fakeGrader('conftest', 'exit 1');

    const { status, calls } = opa();

    expect(calls[1]).toBe('conftest test --policy policy --all-namespaces dist/prod/orders.k8s.yaml');
    expect(status).toBe(1);
  });

  test('fail the run when there are no rules to check them by', () => {
    const { status, output } = opa();

    expect(status).toBe(1);
    expect(output).toContain('policy has no Rego');
  });

  test('are compared with those of the commit before, and a difference is no failure', () => {
    const before = runner.clone();
    runner.commit('second');
    runner.fake('npx', 'echo "replicas: 1 → 2"; exit 1');

    const { status, calls } = compare(before);

    expect(status).toBe(0);
    expect(calls).toEqual([`npx cdk8s-fairway diff --git ${before}`]);
    expect(runner.read('work/manifests.md')).toContain('replicas: 1 → 2');
  });

  test('are compared with the parent, when a branch is new to GitHub', () => {
    const before = runner.clone();
    runner.commit('second');

    expect(compare('0'.repeat(40)).calls).toEqual([`npx cdk8s-fairway diff --git ${before}`]);
  });

  test('that cannot be compared fail the run', () => {
    const before = runner.clone();
    runner.fake('npx', 'exit 2');

    expect(compare(before).status).toBe(2);
  });

  test('with a long difference still fit into a comment', () => {
    const before = runner.clone();
    runner.fake('npx', "printf 'x%.0s' {1..70000}");
    compare(before);

    expect(runner.read('work/manifests.md').length).toBeLessThan(65_536);
  });
});

describe('the comment', () => {
  const comment = (PULL_REQUEST: string): Outcome =>
    step('main', 'comment', 'Comment', { GH_TOKEN: 't', PULL_REQUEST });
  beforeEach(() => runner.write('manifests.md', 'the difference'));

  test('is written once', () => {
    expect(comment('7').calls[1]).toBe('gh api --silent repos/shop/shop/issues/7/comments --field body=@manifests.md');
  });

  test('is written anew in its place', () => {
    const comments = [
      { id: 97, user: { type: 'User' }, body: '<!-- manifests --> of a person who quotes it' },
      { id: 98, user: { type: 'Bot' }, body: 'of another bot' },
      { id: 99, user: { type: 'Bot' }, body: '<!-- manifests -->\nthe difference before' },
    ];
    // The last argument is the question to the answer, in the words of jq.
    runner.fake('gh', `[[ "$*" == *--paginate* ]] && jq "\${!#}" <<<'${JSON.stringify(comments)}'; true`);

    expect(comment('7').calls[1]).toBe(
      'gh api --silent --method PATCH repos/shop/shop/issues/comments/99 --field body=@manifests.md',
    );
  });

  test('of a commit of main goes to the pull request that brought it', () => {
    runner.fake('gh', `[[ "$*" == *"/pulls "* ]] && jq "\${!#}" <<<'[{"number":8},{"number":9}]'; true`);

    expect(comment('').calls.at(-1)).toContain('repos/shop/shop/issues/8/comments');
  });

  test('of a commit that none brought stands in the summary alone', () => {
    const { status, calls } = comment('');

    expect(status).toBe(0);
    expect(calls).toHaveLength(1);
    expect(runner.read('summary')).toBe('the difference');
  });
});

describe('the owner', () => {
  const needs = JSON.stringify({ test: { result: 'success' }, publish: { result: 'failure' } });
  const notify = (): Outcome =>
    step('main', 'notify', 'Tell the owner', { GH_TOKEN: 't', NEEDS: needs, GITHUB_REF_NAME: 'main' });

  test('is told by an issue which gate stopped what', () => {
    runner.fake('gh', '[ "$2" = list ] && echo "[]"; true');

    expect(notify().calls[1]).toBe(
      `gh issue create --repo shop/shop --title Delivery of main is stopped --body @shop/owners: publish failed at ${SHA}; nothing of it goes further: https://github.com/shop/shop/actions/runs/42`,
    );
  });

  test('is told in the open issue, while there is one', () => {
    runner.fake('gh', `[ "$2" = list ] && echo '[{"number":5,"title":"Delivery of main is stopped"}]'; true`);

    expect(notify().calls[1]).toMatch(/^gh issue comment 5 --repo shop\/shop --body @shop\/owners: publish failed/);
  });
});

describe('a promotion', () => {
  const LOCK = 'environments/staging/images.json';
  const promote = (tag: string, sha: string): Outcome =>
    step(`promote-to-${tag.startsWith('release') ? 'staging' : 'prod'}`, 'images', 'Check and name', {
      GITHUB_REF_NAME: tag,
      GITHUB_SHA: sha,
      REGISTRY_USERNAME: 'ada',
      REGISTRY_PASSWORD: 'hush-hush',
    });
  const lock = (digest: string): string => {
    const image = { tag: 'release-v2', digest };
    return `${JSON.stringify({ orders: image, users: image }, null, 2)}\n`;
  };

  /** A fake registry: tags in files, all commits' images with one digest. */
  beforeEach(() => {
    runner.fake(
      'docker',
      `tags="$HOME/tags"; mkdir -p "$tags"
      case "$*" in
        *" inspect "*) name=\${!#}; tag=\${name##*:}
          if [ \${#tag} = 40 ]; then echo ${DIGEST}; else cat "$tags/\${name//\\//_}" 2>/dev/null; fi ;;
        *" create "*) name=$6; echo "\${7##*@}" >"$tags/\${name//\\//_}" ;;
      esac`,
    );
  });

  test('to staging names the images of the commit, by the digest that was signed on main', () => {
    const { status, calls, output } = promote('release-v2', runner.clone());

    expect(output).toBe('');
    expect(status).toBe(0);
    expect(calls.filter((call) => call.startsWith('cosign'))[0]).toBe(
      `cosign verify --certificate-identity https://github.com/shop/shop/.github/workflows/main.yml@refs/heads/main --certificate-oidc-issuer https://token.actions.githubusercontent.com ghcr.io/shop/orders@${DIGEST}`,
    );
    expect(JSON.parse(runner.read('output').replace('promoted=', ''))).toEqual({
      orders: { tag: 'release-v2', digest: DIGEST },
      users: { tag: 'release-v2', digest: DIGEST },
    });
  });

  test('of a commit that is not on main is refused', () => {
    runner.clone();
    runner.git('commit', '--quiet', '--allow-empty', '--message', 'aside');

    const { status, output, calls } = promote('release-v2', runner.git('rev-parse', 'HEAD'));

    expect(status).toBe(1);
    expect(output).toContain('release-v2 is not on main');
    expect(calls).toEqual([]);
  });

  test('of an image that nobody signed is refused, and none gets a name', () => {
    runner.fake('cosign', '[[ "$*" != */users@* ]]');

    const { status, calls } = promote('release-v2', runner.clone());

    expect(status).toBe(1);
    expect(calls.join()).not.toContain(' create ');
  });

  test('to a name that another image has is refused', () => {
    runner.write('../tags/ghcr.io_shop_orders:release-v2', OTHER);

    const { status, output } = promote('release-v2', runner.clone());

    expect(status).toBe(1);
    expect(output).toContain(`ghcr.io/shop/orders:release-v2 is already ${OTHER}: a released tag is never moved`);
  });

  test('again is no failure', () => {
    const sha = runner.clone();
    promote('release-v2', sha);

    expect(promote('release-v2', sha).status).toBe(0);
  });

  test('to prod takes what the lock of staging has on main, be it later than the tagged commit', () => {
    const sha = runner.clone();
    runner.write(LOCK, lock(DIGEST));
    runner.commit('staging runs release-v2');
    runner.git('checkout', '--quiet', sha);

    expect(promote('stable-2', sha).status).toBe(0);
  });

  test.each([
    ['another digest', () => runner.write(LOCK, lock(OTHER)), `${LOCK} has ${OTHER}: promote that first`],
    ['no such service', () => runner.write(LOCK, '{}'), `${LOCK} has nothing: promote that first`],
    ['no lock', () => undefined, LOCK],
  ])('to prod is refused when staging has %s', (_what, prepare, message) => {
    runner.clone();
    prepare();
    const sha = runner.commit('second');

    const { status, output, calls } = promote('stable-2', sha);

    expect(status).not.toBe(0);
    expect(output).toContain(message);
    expect(calls.join()).not.toContain(' create ');
  });
});

describe('the pull request of a promotion', () => {
  const promoted = JSON.stringify({ orders: { tag: 'release-v2', digest: DIGEST } });
  const propose = (): Outcome =>
    step('promote-to-staging', 'propose', 'Propose', {
      GITHUB_REF_NAME: 'release-v2',
      GH_TOKEN: 't',
      PROMOTED: promoted,
    });

  test('moves the promoted services in the lock, in order, and leaves the others', () => {
    runner.clone();
    runner.write(
      'environments/staging/images.json',
      JSON.stringify({ users: { tag: 'release-v1', digest: OTHER }, orders: { tag: 'release-v1', digest: OTHER } }),
    );
    runner.commit('second');

    const { status, calls } = propose();

    expect(status).toBe(0);
    expect(runner.git('show', 'origin/promote/staging-release-v2:environments/staging/images.json')).toBe(
      JSON.stringify(
        { orders: { tag: 'release-v2', digest: DIGEST }, users: { tag: 'release-v1', digest: OTHER } },
        null,
        2,
      ),
    );
    expect(calls[0]).toMatch(
      /^gh pr create --repo shop\/shop --base main --head promote\/staging-release-v2 --title staging runs release-v2 /,
    );
  });

  test('writes the first lock of an environment', () => {
    runner.clone();

    expect(propose().status).toBe(0);
    expect(
      JSON.parse(runner.git('show', 'origin/promote/staging-release-v2:environments/staging/images.json')),
    ).toEqual(JSON.parse(promoted));
  });

  test('is not asked for when the environment has it already', () => {
    runner.clone();
    runner.write('environments/staging/images.json', `${JSON.stringify(JSON.parse(promoted), null, 2)}\n`);
    runner.commit('second');

    expect(propose().calls).toEqual([]);
  });

  test('never touches main', () => {
    const before = runner.clone();
    propose();

    expect(runner.git('rev-parse', 'origin/main')).toBe(before);
  });
});
