import type { PodPeer } from './peer';

/** The service mesh of an environment, where it has one: calls are then allowed by identity too, not by address alone. */
export type Mesh =
  | {
      /** Sidecar mode with Istio's CNI plugin; Pod Security `restricted` refuses its init container otherwise. */
      readonly kind: 'istio';
      /** @default 'cluster.local' */
      readonly trustDomain?: string;
      /**
       * The control plane's pods, which every proxy calls.
       * @default - pods labelled `app: istiod` in `istio-system`
       */
      readonly controlPlane?: PodPeer;
    }
  | {
      readonly kind: 'consul';
      /** The Consul servers' pods, which every proxy calls. */
      readonly controlPlane: PodPeer;
    };

const ISTIOD: PodPeer = { namespace: 'istio-system', podLabels: { app: 'istiod' } };

/** The pods that a mesh's proxies take their configuration from, with the ports. */
export function controlPlane(mesh: Mesh): { readonly peer: PodPeer; readonly ports: readonly number[] } {
  if (mesh.kind === 'istio') return { peer: mesh.controlPlane ?? ISTIOD, ports: [15012] };
  return { peer: mesh.controlPlane, ports: [8501, 8502] };
}

/** Consul's proxies listen on a port of their own in front of the service; Istio's take over the service's ports. */
export const CONSUL_PROXY_PORT = 20000;
