/** How much an issue matters: an `error` stops synth, a `warning` is printed, a `note` tells of something done on the user's behalf. */
export type Severity = 'error' | 'warning' | 'note';

/** Something that synth found out about the program, under the construct it belongs to. */
export interface Issue {
  readonly severity: Severity;
  /** The rule's stable name, kebab-case, for filters and documentation. */
  readonly rule: string;
  /** What is wrong, the value, what is allowed and what to change. */
  readonly message: string;
  /** Path of the construct it belongs to. */
  readonly path: string;
  /** Kind and name of the one object that it is about, like `Deployment/cache`; a waiver may name it. */
  readonly object?: string;
}

/** Collects the issues of one construct, so that all of them are told at once. */
export class Issues {
  private readonly found: Issue[] = [];

  constructor(private readonly path: string) {}

  error(rule: string, message: string): void {
    this.found.push({ severity: 'error', rule, message, path: this.path });
  }

  warning(rule: string, message: string): void {
    this.found.push({ severity: 'warning', rule, message, path: this.path });
  }

  note(rule: string, message: string): void {
    this.found.push({ severity: 'note', rule, message, path: this.path });
  }

  get list(): readonly Issue[] {
    return this.found;
  }
}

/** One line of a report: `severity [path] message`. */
export function formatIssue(issue: Issue): string {
  return `${issue.severity} [${issue.path}] ${issue.message}`;
}
