const base = require('../../jest.config');

/** Not part of `npm test`: it needs a node, which needs root and is built from source once. */
module.exports = {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/node/suites/*.test.ts'],
  testPathIgnorePatterns: [],
  globalSetup: '<rootDir>/test/node/global-setup.ts',
  globalTeardown: '<rootDir>/test/cluster/global-teardown.ts',
  // A suite may build what it wants on the node, and says so meanwhile.
  setupFilesAfterEnv: [],
  // The node has the size of the machine: two suites at once would not fit.
  maxWorkers: 1,
  testTimeout: 300_000,
};
