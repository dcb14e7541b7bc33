import { runTool, type ToolOptions } from './tool';

const INSTALL =
  'install Go 1.26 or newer, or name a cluster in FAIRWAY_KUBECONFIG; the checks without a cluster are `npm test`';

/** The machine's own Go, and nothing of a workspace around the checkout; checksums are verified as the machine has it. */
const ENV = { CGO_ENABLED: '0', GOTOOLCHAIN: 'local', GOWORK: 'off' };

export function go(args: readonly string[], options: Omit<ToolOptions, 'install'>): Promise<string> {
  return runTool('go', args, { ...options, env: { ...options.env, ...ENV }, install: INSTALL });
}

/** What else than the sources decides what a build gives. */
export function goVersion(cwd: string): Promise<string> {
  return go(['env', 'GOVERSION', 'GOOS', 'GOARCH'], { cwd });
}

export interface GoBuild {
  readonly cwd: string;
  readonly output: string;
  readonly packages: readonly string[];
  /** Values of variables of the program, by their path. */
  readonly variables: Readonly<Record<string, string>>;
  readonly note: (detail: string) => void;
}

export async function goBuild({ cwd, output, packages, variables, note }: GoBuild): Promise<void> {
  const values = Object.entries(variables).map(([path, value]) => `-X ${path}=${value}`);
  const ldflags = ['-s -w', ...values].join(' ');
  let compiled = 0;
  const flags = ['-mod=readonly', '-trimpath', '-buildvcs=false', '-ldflags', ldflags, '-v', '-o', output];
  await go(['build', ...flags, ...packages], {
    cwd,
    onLine: (line) => {
      if (!line.startsWith('go: downloading')) compiled += 1;
      note(compiled === 0 ? line.replace('go: ', '') : `${compiled} packages compiled`);
    },
  });
}
