import { channel } from 'node:diagnostics_channel';
import type { IConstruct } from 'constructs';

/** Something that the program says of a construct: its props, or one edge or override more. */
export interface Declaration {
  readonly construct: IConstruct;
  readonly as:
    | 'Environment'
    | 'Microservice'
    | 'KafkaTopic'
    | 'External'
    | 'upstream'
    | 'produces'
    | 'consumes'
    | 'override';
  readonly said: unknown;
}

/** Node's own way for a tool in the same process to listen; the name is read by `lib/cli/record.ts`. */
const declarations = channel('cdk8s-fairway:declaration');

/** Tells whoever listens; nobody does but the command line, and then it costs one comparison. */
export function declare(construct: IConstruct, as: Declaration['as'], said: unknown): void {
  if (declarations.hasSubscribers) declarations.publish({ construct, as, said } satisfies Declaration);
}
