import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kubeconfigFile } from '../../cluster/harness/kubeconfig';
import type { Launch } from '../../cluster/harness/launch';
import { cgroupOf, isUnified, makeCgroup } from './cgroups';
import { DNS_ADDRESS, DNS_DOMAIN, NODE_ADDRESS, NODE_NAME, PODS } from './network';

/** Starts what makes a machine a node of the cluster: kubelet and kube-proxy. */
export function startKubelet({ folder, start }: Launch, programs: string): void {
  makeCgroup(cgroupOf(folder));
  const kubelet = join(folder, 'kubelet.json');
  writeFileSync(kubelet, JSON.stringify(kubeletConfig(folder)));
  start('kubelet', [
    join(programs, 'kubelet'),
    `--config=${kubelet}`,
    `--kubeconfig=${kubeconfigFile(folder, 'kubelet')}`,
    `--hostname-override=${NODE_NAME}`,
    `--node-ip=${NODE_ADDRESS}`,
  ]);
  const proxy = join(folder, 'kube-proxy.json');
  writeFileSync(proxy, JSON.stringify(proxyConfig(folder)));
  start('kube-proxy', [join(programs, 'kube-proxy'), `--config=${proxy}`]);
}

function kubeletConfig(folder: string): object {
  const pki = join(folder, 'pki');
  return {
    apiVersion: 'kubelet.config.k8s.io/v1beta1',
    kind: 'KubeletConfiguration',
    ...(!isUnified() && { failCgroupV1: false }),
    cgroupDriver: 'cgroupfs',
    cgroupRoot: `/${cgroupOf(folder)}`,
    containerRuntimeEndpoint: 'unix:///run/containerd/containerd.sock',
    authentication: {
      anonymous: { enabled: false },
      webhook: { enabled: true },
      x509: { clientCAFile: join(pki, 'ca.crt') },
    },
    authorization: { mode: 'Webhook' },
    tlsCertFile: join(pki, 'kubelet.crt'),
    tlsPrivateKeyFile: join(pki, 'kubelet.key'),
    clusterDNS: [DNS_ADDRESS],
    clusterDomain: DNS_DOMAIN,
    resolvConf: join(folder, 'resolv.conf'),
    failSwapOn: false,
    // A changed ConfigMap or Secret is to reach its pods soon.
    syncFrequency: '5s',
    // The disk is the machine's: how full it is says nothing about the node.
    imageGCHighThresholdPercent: 100,
    evictionHard: { 'memory.available': '200Mi', 'nodefs.available': '1%', 'imagefs.available': '1%' },
    // Many pods start at once when a system is brought up.
    serializeImagePulls: false,
    registryPullQPS: 0,
  };
}

function proxyConfig(folder: string): object {
  return {
    apiVersion: 'kubeproxy.config.k8s.io/v1alpha1',
    kind: 'KubeProxyConfiguration',
    mode: 'nftables',
    clientConnection: { kubeconfig: kubeconfigFile(folder, 'kube-proxy') },
    hostnameOverride: NODE_NAME,
    clusterCIDR: PODS,
    // These are settings of the whole machine.
    conntrack: { maxPerCore: 0, min: 0, tcpEstablishedTimeout: '0s', tcpCloseWaitTimeout: '0s' },
    nftables: { minSyncPeriod: '100ms' },
  };
}
