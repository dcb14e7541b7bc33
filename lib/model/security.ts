import type { Issues } from './issue';
import type { ResolvedPort } from './ports';
import { parseBytes, type SizeLike } from './units';

/** A folder that the container may write to, as an emptyDir volume of the pod. */
export interface WritablePath {
  readonly path: string;
  /** @default - bounded by the container's ephemeral storage */
  readonly sizeLimit?: SizeLike;
  /**
   * `'Memory'` keeps the files in RAM; they then count against the memory limit.
   * @default - the node's disk
   */
  readonly medium?: 'Memory';
}

/** What a container may do. Without any of it, a pod passes Pod Security `restricted`. */
export interface SecurityOptions {
  /**
   * User id the container runs as; 0 is refused.
   * @default 10001
   */
  readonly user?: number;
  /**
   * Group id of the process and of its volumes.
   * @default - the user id
   */
  readonly group?: number;
  /**
   * Folders the program writes to; the rest of the file system is read-only.
   * @default - none
   */
  readonly writablePaths?: readonly (string | WritablePath)[];
  /**
   * The one capability that `restricted` lets a container keep: to listen on a port under 1024.
   * @default false
   */
  readonly bindPrivilegedPorts?: boolean;
  /**
   * Lets the program write anywhere in its image's file system, for the reason given, which synth reports.
   * @default - read-only root file system
   */
  readonly writableRoot?: { readonly reason: string };
}

export interface ResolvedSecurity {
  readonly user: number;
  readonly group: number;
  readonly writablePaths: readonly {
    readonly path: string;
    readonly sizeLimitBytes?: number;
    readonly medium?: 'Memory';
  }[];
  readonly bindPrivilegedPorts: boolean;
  readonly readOnlyRoot: boolean;
}

const USER = 10001;
const FIRST_UNPRIVILEGED_PORT = 1024;

export function resolveSecurity(
  options: SecurityOptions,
  ports: readonly ResolvedPort[],
  issues: Issues,
): ResolvedSecurity {
  checkLowPorts(options, ports, issues);
  const user = options.user ?? USER;
  if (!Number.isInteger(user) || user < 1) {
    issues.error(
      'run-as-user',
      `security.user is ${user}: a container runs as a user id of at least 1; leave it out for ${USER}`,
    );
  }
  if (options.writableRoot) {
    issues.note('writable-root', `root file system is writable: ${options.writableRoot.reason}`);
  }
  return {
    user,
    group: options.group ?? user,
    writablePaths: (options.writablePaths ?? []).map((path) => resolvePath(path, issues)),
    bindPrivilegedPorts: options.bindPrivilegedPorts ?? false,
    readOnlyRoot: options.writableRoot === undefined,
  };
}

function checkLowPorts(options: SecurityOptions, ports: readonly ResolvedPort[], issues: Issues): void {
  if (options.bindPrivilegedPorts) return;
  for (const { name, containerPort } of ports) {
    if (containerPort >= FIRST_UNPRIVILEGED_PORT) continue;
    issues.warning(
      'privileged-port',
      `port '${name}' is ${containerPort}, and many container runtimes let no user but root listen under ${FIRST_UNPRIVILEGED_PORT}: say security: { bindPrivilegedPorts: true }, or listen on a higher port`,
    );
  }
}

function resolvePath(given: string | WritablePath, issues: Issues): ResolvedSecurity['writablePaths'][number] {
  const { path, sizeLimit, medium } = typeof given === 'string' ? ({ path: given } as WritablePath) : given;
  if (!path.startsWith('/') || path.includes(':')) {
    issues.error('writable-path', `writable path '${path}' must be absolute and without ':': write it like '/tmp'`);
  }
  const sizeLimitBytes = sizeLimit === undefined ? undefined : parseBytes(sizeLimit);
  if (sizeLimit !== undefined && sizeLimitBytes === undefined) {
    issues.error(
      'quantity',
      `sizeLimit ${JSON.stringify(sizeLimit)} of '${path}' is not a positive quantity: write it like '64Mi'`,
    );
  }
  return { path, ...(sizeLimitBytes !== undefined && { sizeLimitBytes }), ...(medium && { medium }) };
}
