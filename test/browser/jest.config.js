const base = require('../../jest.config');

/** Not part of `npm test`: a machine may have no browser. */
module.exports = {
  ...base,
  rootDir: '../..',
  testMatch: ['<rootDir>/test/browser/*.browser.ts'],
  globalSetup: '<rootDir>/test/browser/require-chromium.ts',
  testTimeout: 60_000,
};
