import { subscribe } from 'node:diagnostics_channel';
import type { IConstruct } from 'constructs';
import type { Declaration } from '../declaration';
import type { Issue } from '../model/issue';
import { encode } from './encode';
import type { KubernetesObject, RecordedEnvironment, RecordedObject, Said } from './recording';

/** An environment of the library that the program uses, which need not be the copy that this file belongs to. */
type AnyEnvironment = IConstruct & { readonly issues: readonly Issue[] };
type AnyObject = IConstruct & { toJson(): KubernetesObject };

/** Listens to what the program of this process declares from now on; the function gives what there is by then. */
export function startRecording(): () => readonly RecordedEnvironment[] {
  const declarations: Declaration[] = [];
  subscribe('cdk8s-fairway:declaration', (message) => {
    declarations.push(message as Declaration);
  });
  return () => {
    const environments = declarations.flatMap(({ construct, as }) => (as === 'Environment' ? [construct] : []));
    return environments.map((environment) => recorded(environment as AnyEnvironment, declarations));
  };
}

function recorded(environment: AnyEnvironment, declarations: readonly Declaration[]): RecordedEnvironment {
  const issues = issuesOf(environment);
  const broken = issues.some(({ severity }) => severity === 'error');
  const own = declarations.filter(({ construct }) => construct.node.scopes.includes(environment));
  const services = new Set(own.flatMap(({ construct, as }) => (as === 'Microservice' ? [construct] : [])));
  const byProgram = own.filter(({ construct }) => !construct.node.scopes.slice(0, -1).some((one) => services.has(one)));
  return {
    name: environment.node.id,
    said: byProgram.map((declaration) => saidOf(declaration, environment.node.path)),
    objects: broken ? [] : objectsOf(environment),
    issues,
  };
}

function saidOf({ construct, as, said }: Declaration, root: string): Said {
  return {
    subject: within(construct.node.path, root),
    as,
    said: encode(as === 'Microservice' ? withoutEdges(said as object) : said, (path) => within(path, root)),
  };
}

/** The edges follow as declarations of their own. */
function withoutEdges(props: object): object {
  const { upstreams, produces, consumes, ...rest } = props as Record<string, unknown>;
  return rest;
}

function objectsOf(environment: AnyEnvironment): readonly RecordedObject[] {
  return environment.node
    .findAll()
    .filter(isObject)
    .map((object) => ({ path: within(object.node.path, environment.node.path), json: object.toJson() }));
}

function issuesOf(environment: AnyEnvironment): readonly Issue[] {
  const known = environment.issues;
  const messages = new Set(known.map(({ message }) => message));
  const others = environment.node.findAll().flatMap(({ node }) =>
    node.validate().flatMap((message): Issue[] => {
      const told = messages.has(message) || known.some((issue) => `${issue.path}: ${issue.message}` === message);
      return told ? [] : [{ severity: 'error', rule: 'validation', message, path: node.path }];
    }),
  );
  return [...known, ...others];
}

function isObject(construct: IConstruct): construct is AnyObject {
  const { apiVersion, kind, toJson } = construct as unknown as Record<string, unknown>;
  return typeof apiVersion === 'string' && typeof kind === 'string' && typeof toJson === 'function';
}

function within(path: string, root: string): string {
  if (path === root) return '';
  return path.startsWith(`${root}/`) ? path.slice(root.length + 1) : `/${path}`;
}
