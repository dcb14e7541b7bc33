import type { IVolume } from 'kubernetes-models/v1/Volume';
import type { IVolumeMount } from 'kubernetes-models/v1/VolumeMount';
import { KAFKA_CERTS_PATH } from '../model/addresses';
import { AUTHORITY_PATH, callsTls, certificateName, servesTls, TLS_PATH } from '../model/certificates';
import { contentHash } from '../model/names';
import type { ResolvedSecurity } from '../model/security';
import { formatBytes } from '../model/units';
import type { ServiceView } from '../model/view';
import { overridesName } from './config-map';
import { kafkaSecretName } from './kafka-user';

/** A volume and where it stands in the main container. */
export interface Mounted {
  readonly volume: IVolume;
  readonly mount: IVolumeMount;
}

/** Owner and group may read (0440): the pod's fsGroup is the group of the process. */
const READ_ONLY_MODE = 0o440;

/** The main container's volumes: configuration, secrets, Kafka certificate and writable folders. */
export function mountedVolumes(view: ServiceView): readonly Mounted[] {
  const { config, secrets, names, security, ports } = view.node.service;
  return [
    ...(config.as === 'files' && config.entries.length > 0 ? [configFiles(view)] : []),
    ...(secrets.as === 'files' ? secretFiles(view) : []),
    ...(view.graph.topicsOf(view.node.path).length > 0 ? [kafkaCerts(view)] : []),
    ...(servesTls(ports) ? [ownCertificate(view)] : []),
    ...(callsTls(view.node, view.graph) ? authority(view) : []),
    ...writableFolders(names.container, security),
  ];
}

/** One emptyDir for each writable folder. A hash of container and path keeps names apart that read alike. */
export function writableFolders(container: string, security: ResolvedSecurity): readonly Mounted[] {
  return security.writablePaths.map(({ path, sizeLimitBytes, medium }) => {
    const name = volumeName(container, path);
    const emptyDir = {
      ...(sizeLimitBytes !== undefined && { sizeLimit: formatBytes(sizeLimitBytes) }),
      ...(medium && { medium }),
    };
    return { volume: { name, emptyDir }, mount: { name, mountPath: path } };
  });
}

/** The optional second source is the run-time override: its keys win over those of the first. */
function configFiles({ node: { service } }: ServiceView): Mounted {
  return {
    volume: {
      name: 'config',
      projected: {
        defaultMode: READ_ONLY_MODE,
        sources: [
          { configMap: { name: service.names.configMap } },
          { configMap: { name: overridesName(service.name), optional: true } },
        ],
      },
    },
    mount: { name: 'config', mountPath: service.config.path, readOnly: true },
  };
}

function secretFiles({ node: { service } }: ServiceView): Mounted[] {
  const { store, existing, literals } = service.secrets;
  const own = (secret: string, names: readonly { name: string }[]): object[] =>
    names.length === 0
      ? []
      : [{ secret: { name: secret, items: names.map(({ name }) => ({ key: name, path: name })) } }];
  const sources = [
    ...own(service.names.secret, store),
    ...own(service.names.literalSecret, literals),
    ...existing.map(({ name, secret, key }) => ({ secret: { name: secret, items: [{ key, path: name }] } })),
  ];
  if (sources.length === 0) return [];
  return [
    {
      volume: { name: 'secrets', projected: { defaultMode: READ_ONLY_MODE, sources } },
      mount: { name: 'secrets', mountPath: service.secrets.path, readOnly: true },
    },
  ];
}

function kafkaCerts({ node }: ServiceView): Mounted {
  const secretName = kafkaSecretName(node.name);
  return {
    volume: { name: 'kafka-certs', secret: { secretName, defaultMode: READ_ONLY_MODE } },
    mount: { name: 'kafka-certs', mountPath: KAFKA_CERTS_PATH, readOnly: true },
  };
}

function ownCertificate({ node }: ServiceView): Mounted {
  const items = ['tls.crt', 'tls.key'].map((key) => ({ key, path: key }));
  return {
    volume: { name: 'tls', secret: { secretName: certificateName(node.name), items, defaultMode: READ_ONLY_MODE } },
    mount: { name: 'tls', mountPath: TLS_PATH, readOnly: true },
  };
}

function authority({ environment: { certificates } }: ServiceView): Mounted[] {
  if (certificates === undefined) return [];
  const { configMap, key = 'ca.crt' } = certificates.authority;
  return [
    {
      volume: {
        name: 'authority',
        configMap: { name: configMap, items: [{ key, path: 'ca.crt' }], defaultMode: READ_ONLY_MODE },
      },
      mount: { name: 'authority', mountPath: AUTHORITY_PATH, readOnly: true },
    },
  ];
}

function volumeName(container: string, path: string): string {
  const slug = path
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 40)
    .replace(/^-+|-+$/g, '');
  return `${slug === '' ? 'root' : slug}-${contentHash({ container, path })}`;
}
