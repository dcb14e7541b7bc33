import type { ServiceGraph } from './graph';
import { type ResolvedIngress, type RouteKind, routeKind } from './ingress';
import type { Issues } from './issue';
import type { Routing } from './routing';

/** How the way in divides its requests between the new version and the old one. */
export interface ResolvedTraffic {
  /** Services of the pods of one version each, between which the way in divides. */
  readonly canaryService: string;
  readonly stableService: string;
  readonly ingress: ResolvedIngress;
  readonly route: RouteKind;
}

/** A field of an object's spec that Argo Rollouts moves while it releases: it is not for others to put back. */
export interface MovedField {
  readonly kind: 'Service' | Exclude<RouteKind, 'Ingress'>;
  readonly name: string;
  readonly field: 'selector' | 'rules';
}

/** Both suffixes are of this length. */
const SUFFIX = '-canary'.length;
const LONGEST_SERVICE = 63;

/** Of Ingress controllers, Argo Rollouts divides by nginx's without more than the Ingress says. */
export function checkRouting(routing: Routing | undefined, issues: Issues): void {
  if (routing?.kind !== 'ingress' || routing.ingressClassName.includes('nginx')) return;
  issues.error(
    'canary',
    `canary.traffic is 'routes' and the ingress class '${routing.ingressClassName}': requests are divided by an Ingress of nginx, whose class has 'nginx' in its name, or by Gateway API: leave canary.traffic at 'pods', or change the environment's routing`,
  );
}

interface Routed {
  /** Name of its Service. */
  readonly service: string;
  readonly ingress?: ResolvedIngress;
  readonly routing: Routing | undefined;
}

/** None without a way in: such a service goes on by pods. */
export function resolveTraffic({ service, ingress, routing }: Routed, issues: Issues): ResolvedTraffic | undefined {
  if (ingress === undefined || routing === undefined) return undefined;
  const longest = LONGEST_SERVICE - SUFFIX;
  if (service.length > longest) {
    issues.error(
      'service-name',
      `Service '${service}' has ${service.length} characters, and canary.traffic 'routes' puts '-canary' and '-stable' after it, where a Service's name has at most ${LONGEST_SERVICE}: give names.service one of at most ${longest}`,
    );
  }
  return {
    canaryService: `${service}-canary`,
    stableService: `${service}-stable`,
    ingress,
    route: routeKind(ingress, routing),
  };
}

/** The two Services' selectors, which follow the pods of their version, and the rules of a route, for its weights. */
export function movedFields({ services }: ServiceGraph): readonly MovedField[] {
  return services.flatMap(({ service: { name, canary } }): readonly MovedField[] => {
    if (!canary?.traffic) return [];
    const { canaryService, stableService, route } = canary.traffic;
    return [
      ...[canaryService, stableService].map((one) => ({ kind: 'Service', name: one, field: 'selector' }) as const),
      // nginx reads the weight from an Ingress that the controller makes itself.
      ...(route === 'Ingress' ? [] : [{ kind: route, name, field: 'rules' } as const]),
    ];
  });
}
