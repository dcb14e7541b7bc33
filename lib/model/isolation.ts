/**
 * What keeps an environment apart from the others: its namespace (cheapest), nodes of its own, or a cluster of its
 * own (safest). The namespace is closed in all three.
 */
export type Isolation = 'namespace' | { readonly nodes: NodePool } | { readonly cluster: { readonly context: string } };

/** Nodes that only this environment's pods run on: a label to choose them, a taint to keep others off. */
export interface NodePool {
  readonly nodeSelector: Readonly<Record<string, string>>;
  /**
   * @default - the nodes have no taint
   */
  readonly tolerations?: readonly {
    readonly key: string;
    readonly value?: string;
    readonly effect?: 'NoSchedule' | 'NoExecute';
  }[];
}

interface Isolated {
  readonly isolation: Isolation;
}

/** The nodes that the environment's pods are bound to, if it has its own. */
export function nodePool(environment: Isolated): NodePool | undefined {
  const { isolation } = environment;
  return typeof isolation === 'object' && 'nodes' in isolation ? isolation.nodes : undefined;
}

/** What tells two clusters apart; environments without a cluster of their own share one. */
export function clusterOf(environment: Isolated): string {
  const { isolation } = environment;
  return typeof isolation === 'object' && 'cluster' in isolation ? isolation.cluster.context : '';
}
