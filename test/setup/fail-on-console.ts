/** A test that expects output replaces the method: `jest.spyOn(process.stderr, 'write').mockReturnValue(true)`. */
function refuse(what: string): (...args: unknown[]) => never {
  return (...args) => {
    throw new Error(`${what} was called in a test: ${args.map(String).join(' ')}`);
  };
}

for (const method of ['debug', 'error', 'info', 'log', 'trace', 'warn'] as const) {
  console[method] = refuse(`console.${method}`);
}

for (const name of ['stdout', 'stderr'] as const) {
  const write = { value: refuse(`process.${name}.write`), configurable: true, writable: true };
  // In place of the stream, not upon it: jest's own reporter writes to the real one.
  Object.defineProperty(process, name, { value: Object.create(process[name], { write }) });
}
