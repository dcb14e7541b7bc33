import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';

export const MASTERS = 'system:masters';

interface User {
  readonly name: string;
  readonly group?: string;
}

/** Who talks to the API server, and in which group, by the name of the program. */
export type Users = Readonly<Record<string, User>>;

const USERS: Users = {
  admin: { name: 'admin', group: MASTERS },
  'kube-controller-manager': { name: 'system:kube-controller-manager' },
  'kube-scheduler': { name: 'system:kube-scheduler' },
};

export function kubeconfigFile(folder: string, user: string): string {
  return join(folder, `${user}.kubeconfig`);
}

/** Writes the API server's list of tokens, and each user's way to it: of a control plane's own and of others. */
export function writeUsers(folder: string, server: string, others: Users): void {
  const tokens = Object.entries({ ...USERS, ...others }).map(([user, { name, group }]) => {
    const token = randomBytes(16).toString('hex');
    const file = kubeconfigFile(folder, user);
    writeFileSync(file, kubeconfig(server, join(folder, 'pki', 'ca.crt'), token), { mode: 0o600 });
    return [token, name, user, ...(group === undefined ? [] : [group])].join(',');
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
