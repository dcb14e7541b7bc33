/** A Go module that is only read: nothing of it is compiled. */
export interface Module {
  readonly module: string;
  readonly version: string;
  /** Its checksum, as go.sum would have it: there is none for modules that nothing requires. */
  readonly sum: string;
}

/** Definitions of one API group that a project keeps in its module. */
export interface CrdSource extends Module {
  readonly group: string;
  readonly plurals: readonly string[];
  readonly folder: string;
  /** The one file that has them all; else each has its own, `<group>_<plural>.yaml`. */
  readonly file?: string;
}

/** The kinds that the library writes, and those that Argo Rollouts makes of them: each costs the API server memory. */
export const CRD_SOURCES: readonly CrdSource[] = [
  {
    module: 'github.com/argoproj/argo-events',
    version: 'v1.9.7',
    sum: 'h1:x+JOTsU3rzXSrzDwrUlLza4kmxp5zc1NMlgTgaLF678=',
    group: 'argoproj.io',
    plurals: ['eventbus', 'eventsources', 'sensors'],
    folder: 'manifests/base/crds',
  },
  {
    module: 'github.com/argoproj/argo-rollouts',
    version: 'v1.9.2',
    sum: 'h1:NaAtrUjjm9AFAyurAEFRJjP54mk98s8007B3vsdFEbI=',
    group: 'argoproj.io',
    plurals: ['analysisruns', 'analysistemplates', 'clusteranalysistemplates', 'experiments', 'rollouts'],
    folder: 'manifests',
    file: 'install.yaml',
  },
  {
    module: 'github.com/cert-manager/cert-manager',
    version: 'v1.21.2',
    sum: 'h1:UWgoYM+KLNtRlqmoWOKjKBOBUPVHeepQ6/ac3ERJW68=',
    group: 'cert-manager.io',
    plurals: ['certificates'],
    folder: 'deploy/crds',
  },
  {
    module: 'github.com/cilium/cilium',
    version: 'v1.18.0',
    sum: 'h1:KdWgc6Jl5NmWpJGCRm69TogMgeZNFaCAxtPgBHtv33A=',
    group: 'cilium.io',
    plurals: ['ciliumnetworkpolicies'],
    folder: 'pkg/k8s/apis/cilium.io/client/crds/v2',
    file: 'ciliumnetworkpolicies.yaml',
  },
  {
    module: 'github.com/external-secrets/external-secrets',
    version: 'v1.3.2',
    sum: 'h1:u2J8RjlHIeF0oZCqtl92adI/uZWUwOesJIDkfql6LqQ=',
    group: 'external-secrets.io',
    plurals: ['externalsecrets'],
    folder: 'config/crds/bases',
  },
  {
    module: 'github.com/kedacore/keda/v2',
    version: 'v2.21.0',
    sum: 'h1:R6z2HZvstK4RLUMxroNACzBj74xGxt3kG59b5Xc+Xps=',
    group: 'keda.sh',
    plurals: ['scaledobjects', 'triggerauthentications'],
    folder: 'config/crd/bases',
  },
  {
    module: 'github.com/prometheus-operator/prometheus-operator',
    version: 'v0.85.0',
    sum: 'h1:M5xLCLEoaW2IJfnuCwFzzpL+jSVQu3KGT84Pye+fW8s=',
    group: 'monitoring.coreos.com',
    plurals: ['alertmanagerconfigs', 'podmonitors', 'prometheusrules', 'servicemonitors'],
    folder: 'example/prometheus-operator-crd',
  },
  {
    module: 'istio.io/api',
    version: 'v1.31.1',
    sum: 'h1:5Yb5ihcz4YQsCkciusK7DnFpBMwRB6EFWeUKH1Atuyk=',
    group: 'security.istio.io',
    plurals: ['authorizationpolicies'],
    folder: 'kubernetes',
    file: 'customresourcedefinitions.gen.yaml',
  },
  {
    module: 'sigs.k8s.io/gateway-api',
    version: 'v1.6.3',
    sum: 'h1:lKpJa5bGlraC/QeACvCpsHLdmO6y0iKfzVl6gzaFEYc=',
    group: 'gateway.networking.k8s.io',
    plurals: ['gateways', 'grpcroutes', 'httproutes'],
    folder: 'config/crd/standard',
  },
];

/** Argo CD's are large, and only its own suites need them: they bring them along. Of the version that tools/argo-cd builds. */
export const ARGO_CD: Module & { readonly definitions: readonly string[]; readonly settings: string } = {
  module: 'github.com/argoproj/argo-cd/v3',
  version: 'v3.5.7',
  sum: 'h1:Xm1BF+I5OgDKUG3SDK49vn2/Y5AMyaNVko+/JT08gj0=',
  definitions: ['manifests/crds/application-crd.yaml', 'manifests/crds/appproject-crd.yaml'],
  /** ConfigMaps and a Secret, as an installation begins with. */
  settings: 'manifests/base/config',
};

/** Strimzi's, by plural: the Java class that each is generated from. */
export const STRIMZI_GROUP = 'kafka.strimzi.io';
export const STRIMZI_CLASSES = {
  kafkatopics: 'io.strimzi.api.kafka.model.topic.KafkaTopic',
  kafkausers: 'io.strimzi.api.kafka.model.user.KafkaUser',
} as const;

/** All by their names, like `certificates.cert-manager.io`. */
export const CRD_NAMES: readonly string[] = [
  ...CRD_SOURCES.flatMap(({ group, plurals }) => plurals.map((plural) => `${plural}.${group}`)),
  ...Object.keys(STRIMZI_CLASSES).map((plural) => `${plural}.${STRIMZI_GROUP}`),
];

/** How simulated nodes and pods behave; of the version that tools/control-plane builds. */
export const KWOK: Module & { readonly stages: readonly string[] } = {
  module: 'sigs.k8s.io/kwok',
  version: 'v0.8.0',
  sum: 'h1:OTIOTwgROqPMovcTwxICx2eYQ4AwLpSx5EpjbDKF4SQ=',
  stages: [
    'node/fast/node-initialize.yaml',
    'node/heartbeat-with-lease/node-heartbeat-with-lease.yaml',
    'pod/fast/pod-ready.yaml',
    'pod/fast/pod-complete.yaml',
    'pod/fast/pod-delete.yaml',
  ],
};
