import { KAFKA_CERTS_PATH } from '../model/addresses';
import { AUTHORITY_PATH, callsTls, servesTls, TLS_PATH } from '../model/certificates';
import type { ResolvedMicroservice } from '../model/microservice';
import type { Policy } from './policy';

/** No two volumes of a container may stand at one path: the API server refuses such a pod. */
export const uniqueMounts: Policy = ({ graph }) =>
  graph.services.flatMap((node) => {
    const { path, name, service } = node;
    const given = [
      ...(graph.topicsOf(path).length > 0 ? [KAFKA_CERTS_PATH] : []),
      ...(servesTls(service.ports) ? [TLS_PATH] : []),
      ...(callsTls(node, graph) ? [AUTHORITY_PATH] : []),
    ];
    const sidecars = service.sidecars.map((sidecar) => ({ name: sidecar.name, mounts: writablePaths(sidecar) }));
    return [{ name, mounts: mountPaths(service, given) }, ...sidecars].flatMap((container) =>
      [...repeated(container.mounts)].map((mount) => ({
        severity: 'error',
        rule: 'mount-collision',
        message: `two volumes of '${container.name}' are mounted at '${mount}': configuration, secrets, certificates and writable paths each need a path of their own`,
        path,
      })),
    );
  });

function repeated(mounts: readonly string[]): ReadonlySet<string> {
  const paths = mounts.map((path) => path.replace(/(.)\/+$/, '$1'));
  return new Set(paths.filter((path, index) => paths.indexOf(path) !== index));
}

function writablePaths({ security }: Pick<ResolvedMicroservice, 'security'>): readonly string[] {
  return security.writablePaths.map(({ path }) => path);
}

function mountPaths(service: ResolvedMicroservice, given: readonly string[]): readonly string[] {
  const { config, secrets } = service;
  const hasSecrets = secrets.store.length + secrets.existing.length + secrets.literals.length > 0;
  return [
    ...(config.as === 'files' && config.entries.length > 0 ? [config.path] : []),
    ...(secrets.as === 'files' && hasSecrets ? [secrets.path] : []),
    ...given,
    ...writablePaths(service),
  ];
}
