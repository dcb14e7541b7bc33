let work: () => void = () => undefined;

/** What the end of the test run undoes: jest's global setup and teardown are two files, and this is what they share. */
export function atTeardown(undo: () => void): void {
  work = undo;
}

export function tearDown(): void {
  work();
}
