import type { ResolvedPromotion, ResolvedWorkflows } from '../../model/workflows';
import { registryAccess, registryRights } from './registry';
import { action, checkout, expression, type Job, limits, notEmpty, script, type Workflow } from './steps';

const READ = { contents: 'read' } as const;

/** From a tag to a pull request that moves an environment's images; nothing is built again. */
export function promoteWorkflow(options: ResolvedWorkflows, promotion: ResolvedPromotion): Workflow {
  const { environment, tags } = promotion;
  return {
    name: `promote to ${environment}`,
    on: { push: { tags: notEmpty(tags) } },
    permissions: {},
    // Two promotions of one environment would each move the lock that the other has read.
    concurrency: { group: `promote-${environment}`, queue: 'max' },
    jobs: { images: imagesJob(options, promotion), propose: proposeJob(options, promotion) },
  };
}

/** Behind the environment's gate: the images get their new name, by the digest that was checked. */
function imagesJob(options: ResolvedWorkflows, { environment, lockBefore }: ResolvedPromotion): Job {
  const images = Object.entries(options.images).map(([service, { repository }]) => [service, repository]);
  return {
    name: `Images for ${environment}`,
    environment,
    ...limits(15),
    permissions: { ...READ, ...registryRights(options) },
    outputs: { promoted: expression('steps.promote.outputs.promoted') },
    steps: [
      checkout,
      action('sigstore/cosign-installer'),
      {
        ...script('Check and name', 'promote-images', {
          ...registryAccess(options),
          BRANCH: options.branch,
          IMAGES: JSON.stringify(Object.fromEntries(images)),
          LOCK_BEFORE: lockBefore ?? '',
        }),
        id: 'promote',
      },
    ],
  };
}

function proposeJob({ branch }: ResolvedWorkflows, { environment, lock }: ResolvedPromotion): Job {
  return {
    name: 'Propose',
    needs: ['images'],
    ...limits(5),
    permissions: { contents: 'write', 'pull-requests': 'write' },
    steps: [
      checkout,
      script('Propose', 'propose-lock', {
        BRANCH: branch,
        ENVIRONMENT: environment,
        GH_TOKEN: expression('github.token'),
        LOCK: lock,
        PROMOTED: expression('needs.images.outputs.promoted'),
      }),
    ],
  };
}
