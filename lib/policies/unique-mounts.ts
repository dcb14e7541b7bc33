import { KAFKA_CERTS_PATH } from '../model/addresses';
import type { ResolvedMicroservice } from '../model/microservice';
import type { Policy } from './policy';

/** No two volumes of a container may stand at one path: the API server refuses such a pod. */
export const uniqueMounts: Policy = ({ graph }) =>
  graph.services.flatMap(({ path, service, ...node }) => {
    const usesKafka = graph.topicsOf(path).length > 0;
    const paths = mountPaths(service, usesKafka);
    const twice = paths.filter((mount, index) => paths.indexOf(mount) !== index);
    return [...new Set(twice)].map((mount) => ({
      severity: 'error',
      rule: 'mount-collision',
      message: `two volumes of '${node.name}' are mounted at '${mount}': configuration, secrets, Kafka certificates and writable paths each need a path of their own`,
      path,
    }));
  });

function mountPaths({ config, secrets, security }: ResolvedMicroservice, usesKafka: boolean): readonly string[] {
  const hasSecrets = secrets.store.length + secrets.existing.length + secrets.literals.length > 0;
  const all = [
    ...(config.as === 'files' && config.entries.length > 0 ? [config.path] : []),
    ...(secrets.as === 'files' && hasSecrets ? [secrets.path] : []),
    ...(usesKafka ? [KAFKA_CERTS_PATH] : []),
    ...security.writablePaths.map(({ path }) => path),
  ];
  return all.map((path) => path.replace(/(.)\/+$/, '$1'));
}
