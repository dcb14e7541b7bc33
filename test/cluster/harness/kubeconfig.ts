import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

const MASTERS = 'system:masters';

/** Who talks to the API server, and in which groups. */
const USERS = {
  admin: { name: 'admin', groups: [MASTERS] },
  'kube-controller-manager': { name: 'system:kube-controller-manager', groups: [] },
  'kube-scheduler': { name: 'system:kube-scheduler', groups: [] },
  kwok: { name: 'kwok', groups: [MASTERS] },
} as const;

export function kubeconfigFile(folder: string, user: keyof typeof USERS): string {
  return join(folder, `${user}.kubeconfig`);
}

/** Writes the API server's list of tokens, and each user's way to it. */
export function writeUsers(folder: string, server: string): void {
  const tokens = Object.entries(USERS).map(([user, { name, groups }]) => {
    const token = randomBytes(16).toString('hex');
    const file = kubeconfigFile(folder, user as keyof typeof USERS);
    writeFileSync(file, kubeconfig(server, join(folder, 'pki', 'ca.crt'), token), { mode: 0o600 });
    return [token, name, user, ...groups].join(',');
  });
  writeFileSync(join(folder, 'pki', 'tokens.csv'), `${tokens.join('\n')}\n`, { mode: 0o600 });
}

function kubeconfig(server: string, ca: string, token: string): string {
  const name = 'fairway';
  return JSON.stringify({
    apiVersion: 'v1',
    kind: 'Config',
    clusters: [{ name, cluster: { server, 'certificate-authority': ca } }],
    users: [{ name, user: { token } }],
    contexts: [{ name, context: { cluster: name, user: name, namespace: 'default' } }],
    'current-context': name,
  });
}
