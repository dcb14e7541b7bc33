/** What the program `changing` is told to be. */
export interface Step {
  /** Id of the system around the two services, and its id before. */
  readonly system: string;
  readonly formerly?: string;
  readonly tag: string;
  readonly endpoint: string;
  readonly level: string;
  readonly secret: string;
  /** The pods ask for a node that is not there. */
  readonly nowhere?: boolean;
  readonly takeOver?: boolean;
}
