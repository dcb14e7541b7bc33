const base = require('../../jest.config');

/** Not part of `npm test`: it needs a control plane, which is built from source once. */
module.exports = {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/cluster/suites/*.test.ts'],
  testPathIgnorePatterns: [],
  globalSetup: '<rootDir>/test/cluster/global-setup.ts',
  globalTeardown: '<rootDir>/test/cluster/global-teardown.ts',
  // A suite may build what it wants, and says so meanwhile.
  setupFilesAfterEnv: [],
  // Every suite is at home in the whole cluster.
  maxWorkers: 1,
  testTimeout: 300_000,
};
