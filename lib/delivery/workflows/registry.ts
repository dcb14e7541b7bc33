import type { ResolvedWorkflows } from '../../model/workflows';
import { expression, type Job } from './steps';

const GITHUB = 'ghcr.io';

/** GitHub's own registry takes the run's token, which ends with it; any other one the secrets of the repository. */
export function registryAccess({ registry }: ResolvedWorkflows): Readonly<Record<string, string>> {
  const own = registry === GITHUB;
  return {
    REGISTRY: registry,
    REGISTRY_USERNAME: expression(own ? 'github.actor' : 'secrets.REGISTRY_USERNAME'),
    REGISTRY_PASSWORD: expression(own ? 'github.token' : 'secrets.REGISTRY_PASSWORD'),
  };
}

export function registryRights({ registry }: ResolvedWorkflows): Job['permissions'] & object {
  return registry === GITHUB ? { packages: 'write' } : {};
}
