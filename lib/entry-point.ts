import type { Construct } from 'constructs';
import { Manifest } from './manifest';
import type { ResolvedEnvironment } from './model/environment';
import { issuerOf } from './model/routing';
import { certificate } from './resources/certificate';
import { acmeSolverPolicy, environmentLabels } from './resources/environment';
import { gateway, httpsRedirect } from './resources/gateway';

/** What an environment's hosts need, whoever asks for them first: a certificate each, and one Gateway for all. */
export class EntryPoint {
  private readonly hosts = new Set<string>();

  constructor(
    private readonly scope: Construct,
    private readonly environment: ResolvedEnvironment,
  ) {}

  addHost(host: string): void {
    if (this.hosts.has(host)) return;
    if (this.hosts.size === 0) this.addShared();
    this.hosts.add(host);
    const issuer = issuerOf(this.environment.routing);
    if (issuer) {
      new Manifest(
        this.scope,
        `Certificate-${host}`,
        certificate(this.environment, host, issuer, environmentLabels(this.environment)),
      );
    }
  }

  private addShared(): void {
    const { routing } = this.environment;
    if (routing === undefined) return;
    const labels = environmentLabels(this.environment);
    const hosts = (): readonly string[] => [...this.hosts].sort();
    if (issuerOf(routing))
      new Manifest(this.scope, 'NetworkPolicy-acme', acmeSolverPolicy(this.environment, routing.controller));
    if (routing.kind !== 'gateway') return;
    new Manifest(this.scope, 'Gateway', gateway(this.environment, routing, labels, hosts));
    if (issuerOf(routing))
      new Manifest(this.scope, 'HTTPRoute-redirect', httpsRedirect(this.environment, labels, hosts));
  }
}
