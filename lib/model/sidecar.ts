import type { ResolvedEnvironment } from './environment';
import { checkFixedImage } from './image';
import type { Issues } from './issue';
import { type Ports, type ResolvedPort, resolvePorts } from './ports';
import { type ResolvedResources, type ResourceOptions, type ResourceSize, resolveResources } from './resources';
import { type ResolvedSecurity, resolveSecurity, type SecurityOptions } from './security';

/** A helper container beside the service, which starts before it and stops after it (a native sidecar). */
export interface SidecarOptions {
  readonly image: string;
  /** @default - the image's entrypoint */
  readonly command?: readonly string[];
  /** @default - the image's arguments */
  readonly args?: readonly string[];
  /** @default - none */
  readonly env?: Readonly<Record<string, string>>;
  /** Ports that stand in the service's Service too. @default - none */
  readonly ports?: Ports;
  /** @default 'xs' */
  readonly resources?: ResourceSize | ResourceOptions;
  readonly security?: SecurityOptions;
}

export interface ResolvedSidecar {
  readonly name: string;
  readonly image: string;
  readonly command?: readonly string[];
  readonly args?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly ports: readonly ResolvedPort[];
  readonly resources: ResolvedResources;
  readonly security: ResolvedSecurity;
}

export function resolveSidecars(
  sidecars: Readonly<Record<string, SidecarOptions>>,
  environment: ResolvedEnvironment,
  issues: Issues,
): readonly ResolvedSidecar[] {
  return Object.entries(sidecars).map(([name, options]) => {
    checkFixedImage(options.image, environment.images, issues);
    const ports = resolvePorts(options.ports ?? {}, issues);
    return {
      name,
      image: options.image,
      ...(options.command && { command: options.command }),
      ...(options.args && { args: options.args }),
      env: options.env ?? {},
      ports,
      resources: resolveResources(options.resources ?? 'xs', environment.cpuLimits, issues),
      security: resolveSecurity(options.security ?? {}, ports, issues),
    };
  });
}
