import type { ResolvedWorkflows } from '../../model/workflows';
import { registryAccess, registryRights } from './registry';
import {
  action,
  checkout,
  expression,
  install,
  type Job,
  limits,
  notEmpty,
  type Step,
  script,
  type Workflow,
} from './steps';

const READ = { contents: 'read' } as const;
const PUSHED = "github.event_name == 'push'";
/** Strangers' branches get no secret and no right to write: what needs one is left out there. */
const OURS = `${PUSHED} || github.event.pull_request.head.repo.full_name == github.repository`;

const IMAGE = expression('matrix.image');

const checkedImage: [Step, ...Step[]] = [
  checkout,
  action('aquasecurity/setup-trivy', { version: 'v0.72.0' }),
  script('Build', 'build-image', {
    IMAGE,
    IMAGE_CONTEXT: expression('matrix.context'),
    IMAGE_FILE: expression('matrix.file'),
  }),
  script('Trivy', 'scan-image', { IMAGE }),
];

/** From a commit to images that dev takes, with every gate before the registry. */
export function mainWorkflow(options: ResolvedWorkflows): Workflow {
  return {
    name: 'main',
    on: { push: { branches: [options.branch] }, pull_request: { branches: [options.branch] } },
    permissions: {},
    concurrency: {
      group: `main-${expression('github.event.pull_request.number || github.ref')}`,
      // One after the other and none left out: any commit of the branch may be promoted, and `latest` never goes back.
      queue: 'max',
    },
    jobs: {
      test: testJob(),
      quality: qualityJob(options),
      manifests: manifestsJob(options),
      comment: commentJob(),
      image: imageJob(options),
      publish: publishJob(options),
      notify: notifyJob(options),
    },
  };
}

function testJob(): Job {
  return {
    name: 'Build and test',
    ...limits(30),
    permissions: READ,
    steps: [
      checkout,
      ...install,
      { name: 'Build', run: 'npm run build --if-present' },
      { name: 'Test', run: 'npm test' },
    ],
  };
}

function qualityJob({ sonarQube }: ResolvedWorkflows): Job {
  return {
    name: 'SonarQube quality gate',
    ...limits(20),
    if: OURS,
    permissions: READ,
    steps: [
      checkout,
      {
        ...action('SonarSource/sonarqube-scan-action', { args: '-Dsonar.qualitygate.wait=true' }),
        env: { SONAR_HOST_URL: sonarQube, SONAR_TOKEN: expression('secrets.SONAR_TOKEN') },
      },
    ],
  };
}

function manifestsJob({ policies, ignoredChecks }: ResolvedWorkflows): Job {
  return {
    name: 'Manifests',
    ...limits(30),
    permissions: READ,
    steps: [
      checkout,
      ...install,
      { name: 'Synth', run: 'npx cdk8s synth' },
      script('Graders', 'grade-manifests', { IGNORED_CHECKS: Object.keys(ignoredChecks).join(' ') }),
      script('Open Policy Agent', 'check-policies', { POLICIES: policies }),
      script('What changes', 'compare-manifests', {
        BEFORE: expression('github.event.pull_request.base.sha || github.event.before'),
      }),
      action('actions/upload-artifact', { name: 'manifests', path: 'manifests.md', 'if-no-files-found': 'error' }),
    ],
  };
}

/** Apart, because it may write: nothing of the repository runs here. */
function commentJob(): Job {
  return {
    name: 'Comment',
    needs: ['manifests'],
    if: OURS,
    ...limits(5),
    permissions: { ...READ, 'pull-requests': 'write' },
    steps: [
      action('actions/download-artifact', { name: 'manifests' }),
      script('Comment', 'comment', {
        GH_TOKEN: expression('github.token'),
        PULL_REQUEST: expression('github.event.pull_request.number'),
      }),
    ],
  };
}

/** Of a pull request: whether its images would pass, far from any registry. */
function imageJob(options: ResolvedWorkflows): Job {
  return {
    name: 'Image',
    if: "github.event_name == 'pull_request'",
    ...limits(30),
    permissions: READ,
    strategy: imageMatrix(options),
    steps: checkedImage,
  };
}

/** Only here is a right to push and to sign, and only after every other gate. */
function publishJob(options: ResolvedWorkflows): Job {
  return {
    name: 'Publish',
    if: PUSHED,
    needs: ['test', 'quality', 'manifests'],
    ...limits(30),
    permissions: { ...READ, ...registryRights(options), 'id-token': 'write' },
    strategy: imageMatrix(options),
    steps: [
      ...checkedImage,
      action('sigstore/cosign-installer'),
      script('Push and sign', 'push-image', { ...registryAccess(options), IMAGE }),
    ],
  };
}

function imageMatrix({ images }: ResolvedWorkflows): Job['strategy'] & {} {
  const include = Object.entries(images).map(([service, { repository, context, file }]) => ({
    service,
    image: repository,
    context,
    file,
  }));
  return { 'fail-fast': false, matrix: { include: notEmpty(include) } };
}

function notifyJob({ owner }: ResolvedWorkflows): Job {
  return {
    name: 'Tell the owner',
    if: `failure() && ${PUSHED}`,
    needs: ['test', 'quality', 'manifests', 'publish'],
    ...limits(5),
    permissions: { issues: 'write' },
    steps: [
      script('Tell the owner', 'notify-owner', {
        GH_TOKEN: expression('github.token'),
        NEEDS: expression('toJSON(needs)'),
        OWNER: owner,
      }),
    ],
  };
}
