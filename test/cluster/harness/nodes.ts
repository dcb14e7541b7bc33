const COUNT = 6;
const ZONES = 3;
/** Roomy: what is tested is the quota of a namespace, never the size of a machine. */
const CAPACITY = { cpu: '64', memory: '256Gi', pods: '250', 'ephemeral-storage': '1000Gi' };

/** Nodes over three zones, as the scheduler sees them; kwok keeps them Ready. */
export function simulatedNodes(): readonly object[] {
  return Array.from({ length: COUNT }, (_, index) => ({
    apiVersion: 'v1',
    kind: 'Node',
    metadata: {
      name: `node-${index}`,
      labels: {
        'kubernetes.io/arch': 'amd64',
        'kubernetes.io/hostname': `node-${index}`,
        'kubernetes.io/os': 'linux',
        'topology.kubernetes.io/region': 'region',
        'topology.kubernetes.io/zone': `zone-${index % ZONES}`,
      },
    },
    status: { allocatable: CAPACITY, capacity: CAPACITY },
  }));
}
