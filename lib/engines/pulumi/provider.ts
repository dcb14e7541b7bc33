import { ProviderResource } from '@pulumi/pulumi';
import type { ResolvedEnvironment } from '../../model/environment';
import { clusterOf } from '../../model/isolation';

class KubernetesProvider extends ProviderResource {}

/**
 * The environment's own provider. A changed ConfigMap or Secret is updated in place: without the two flags the provider
 * replaces it, and its Deployment with it.
 */
export function kubernetesProvider(environment: ResolvedEnvironment): ProviderResource {
  const context = clusterOf(environment);
  return new KubernetesProvider('kubernetes', environment.name, {
    enableServerSideApply: true,
    enableConfigMapMutable: true,
    enableSecretMutable: true,
    ...(context !== '' && { context }),
  });
}
