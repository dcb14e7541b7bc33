/** Published for `import` only: swc turns them into the CommonJS that jest runs. */
const esmOnly = ['@actions', '@kubernetes-models', 'kubernetes-models', 'is-cidr', 'cidr-regex'];

/** @type {import('jest').Config} */
module.exports = {
  testMatch: ['<rootDir>/test/**/*.test.ts'],
  // They need a cluster, or programs that are built: `npm run test:cluster`, `npm run test:graders`, `npm run test:node`, `npm run test:rules`.
  testPathIgnorePatterns: ['/node_modules/', '<rootDir>/test/(cluster|graders|node|rules)/suites/'],
  setupFilesAfterEnv: ['<rootDir>/test/setup/fail-on-console.ts'],
  moduleNameMapper: {
    '^cdk8s-fairway$': '<rootDir>/lib/index.ts',
    '^cdk8s-fairway/grafana$': '<rootDir>/lib/grafana/index.ts',
    '^cdk8s-fairway/pulumi$': '<rootDir>/lib/engines/pulumi/index.ts',
  },
  resolver: '<rootDir>/test/setup/resolver.js',
  transform: {
    '\\.[jt]s$': [
      '@swc/jest',
      {
        jsc: { target: 'es2022', parser: { syntax: 'typescript' } },
        module: { type: 'commonjs' },
        sourceMaps: 'inline',
      },
    ],
  },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly.join('|')})/)`],
  // The two run in processes of their own, which the counting does not see: by the tests of the packed package.
  collectCoverageFrom: ['lib/**/*.ts', '!lib/cli/main.ts', '!lib/cli/preload.ts'],
  coverageReporters: ['text', 'text-summary'],
  coverageThreshold: {
    global: { statements: 99, branches: 97, functions: 99, lines: 99 },
    // Much of it runs in those processes.
    './lib/cli/': { statements: 96, branches: 90, functions: 95, lines: 97 },
  },
};
