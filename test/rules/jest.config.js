const base = require('../../jest.config');

/** Not part of `npm test`: it builds Prometheus' own promtool once, and needs Go. */
module.exports = {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/rules/suites/*.test.ts'],
  testPathIgnorePatterns: [],
  // Building says how far it is.
  setupFilesAfterEnv: [],
  testTimeout: 600_000,
};
