/** Pods of another namespace, as a NetworkPolicy names them. */
export interface PodPeer {
  readonly namespace: string;
  /**
   * Labels that the pods carry.
   * @default - every pod of the namespace
   */
  readonly podLabels?: Readonly<Record<string, string>>;
}

/** A secret store of External Secrets. */
export interface SecretStoreReference {
  readonly name: string;
  /** @default 'ClusterSecretStore' */
  readonly kind?: 'SecretStore' | 'ClusterSecretStore';
}
