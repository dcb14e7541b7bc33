test.each(['debug', 'error', 'info', 'log', 'trace', 'warn'] as const)(
  'a test fails that calls console.%s',
  (method) => {
    expect(() => console[method]('stray', 1)).toThrow(`console.${method} was called in a test: stray 1`);
  },
);

test.each(['stdout', 'stderr'] as const)('a test fails that writes to %s', (name) => {
  expect(() => process[name].write('stray')).toThrow(`process.${name}.write was called in a test: stray`);
});

test('a test may expect output', () => {
  const write = jest.spyOn(process.stderr, 'write').mockReturnValue(true);

  process.stderr.write('wanted');

  expect(write).toHaveBeenCalledWith('wanted');
});
