// The folder of another version of the SDK's client, when suites shall run through that one: see .ci/checks/50-aws-clients.sh.
const sdk = process.env.REKOGNITION_SDK;

/** @type {import('jest').Config} */
const project = {
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      {
        jsc: {
          target: 'es2024',
          parser: { syntax: 'typescript', decorators: true },
          transform: { legacyDecorator: true, decoratorMetadata: true, useDefineForClassFields: true },
          keepClassNames: true,
        },
        module: { type: 'es6' },
      },
    ],
  },
  extensionsToTreatAsEsm: ['.ts'],
  moduleNameMapper: {
    '^(\\.{1,2}/.*)\\.js$': ['$1', '$1.js'],
    ...(sdk && { '^@aws-sdk/client-rekognition$': `${sdk}/dist-cjs/index.js` }),
  },
  testEnvironment: 'node',
};

// A suite's name says to which project it belongs. `npm test` runs all but `long`, which `npm run test:long` runs.
const suites = {
  unit: ['<rootDir>/src/**/*.spec.ts'],
  e2e: ['<rootDir>/test/**/*.e2e-spec.ts'],
  contract: ['<rootDir>/test/**/*.contract-spec.ts'],
  architecture: ['<rootDir>/test/**/*.architecture-spec.ts'],
  long: ['<rootDir>/test/**/*.long-spec.ts'],
};

export default {
  coverageProvider: 'v8',
  // Ends tests that hang. Nothing else: how long a test takes depends on the machine.
  testTimeout: 600_000,
  // Modules of finished suites stay in a worker's memory, and a full one crawls: it is replaced in time.
  maxWorkers: '100%',
  workerIdleMemoryLimit: '600MB',
  projects: Object.entries(suites).map(([displayName, testMatch]) => ({ ...project, displayName, testMatch })),
};
