const base = require('../../jest.config');

/** Not part of `npm test`: it builds the graders once, and needs Go and Python. */
module.exports = {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/graders/suites/*.test.ts'],
  testPathIgnorePatterns: [],
  // Building says how far it is.
  setupFilesAfterEnv: [],
  testTimeout: 900_000,
};
