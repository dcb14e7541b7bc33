import { COREDNS } from './images';
import { DNS_ADDRESS, DNS_DOMAIN } from './network';

const NAMESPACE = 'kube-system';
const NAME = 'coredns';
const LABELS = { 'k8s-app': 'kube-dns' };
const named = { name: NAME, namespace: NAMESPACE };

/** Knows the names of the cluster, and none outside of it: there is nobody to ask. */
const CONFIG = `.:53 {
  errors
  health
  ready
  kubernetes ${DNS_DOMAIN} in-addr.arpa {
    pods insecure
    ttl 5
  }
  prometheus :9153
  cache 5
  loadbalance
}
`;

/** CoreDNS as clusters have it: by the labels and the name that NetworkPolicies of others select it by. */
export function dnsObjects(): readonly object[] {
  return [
    ...access(),
    { apiVersion: 'v1', kind: 'ConfigMap', metadata: named, data: { Corefile: CONFIG } },
    pods(),
    service(),
  ];
}

function access(): readonly object[] {
  const role = { apiVersion: 'rbac.authorization.k8s.io/v1', metadata: { name: NAME } };
  const read = ['list', 'watch'];
  return [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: named },
    {
      ...role,
      kind: 'ClusterRole',
      rules: [
        { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: read },
        { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: read },
      ],
    },
    {
      ...role,
      kind: 'ClusterRoleBinding',
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: NAME },
      subjects: [{ kind: 'ServiceAccount', ...named }],
    },
  ];
}

function pods(): object {
  const container = {
    name: NAME,
    image: COREDNS,
    args: ['-conf', '/etc/coredns/Corefile'],
    ports: [
      { name: 'dns', containerPort: 53, protocol: 'UDP' },
      { name: 'dns-tcp', containerPort: 53 },
      { name: 'metrics', containerPort: 9153 },
    ],
    readinessProbe: { httpGet: { path: '/ready', port: 8181 }, periodSeconds: 1 },
    securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ['ALL'] } },
    volumeMounts: [{ name: 'config', mountPath: '/etc/coredns', readOnly: true }],
  };
  return {
    apiVersion: 'apps/v1',
    kind: 'Deployment',
    metadata: { ...named, labels: LABELS },
    spec: {
      selector: { matchLabels: LABELS },
      template: {
        metadata: { labels: LABELS },
        spec: {
          serviceAccountName: NAME,
          dnsPolicy: 'Default',
          priorityClassName: 'system-cluster-critical',
          // Port 53 is one that only root may open, unless the pod's network says otherwise.
          securityContext: { sysctls: [{ name: 'net.ipv4.ip_unprivileged_port_start', value: '53' }] },
          containers: [container],
          volumes: [{ name: 'config', configMap: { name: NAME } }],
        },
      },
    },
  };
}

function service(): object {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kube-dns', namespace: NAMESPACE, labels: LABELS },
    spec: {
      clusterIP: DNS_ADDRESS,
      selector: LABELS,
      ports: [
        { name: 'dns', port: 53, protocol: 'UDP' },
        { name: 'dns-tcp', port: 53, protocol: 'TCP' },
        { name: 'metrics', port: 9153, protocol: 'TCP' },
      ],
    },
  };
}
