import { cdk8s, javascript, JsonPatch, TextFile } from 'projen';
import { layerRules } from './projenrc/layers';

const project = new cdk8s.ConstructLibraryCdk8s({
  name: 'cdk8s-mtls',
  description: 'Mutual TLS for Kubernetes namespaces in a few typed lines, checked before it is deployed',
  author: 'The cdk8s-mtls authors',
  authorAddress: 'maintainers@cdk8s-mtls.dev',
  authorOrganization: true,
  repositoryUrl: 'https://github.com/cdk8s-mtls/cdk8s-mtls.git',
  license: 'Apache-2.0',
  keywords: ['cdk8s', 'kubernetes', 'mtls', 'istio', 'cert-manager', 'trust-manager', 'service-mesh', 'spiffe'],
  stability: 'experimental',
  defaultReleaseBranch: 'main',
  majorVersion: 0,

  packageManager: javascript.NodePackageManager.NPM,
  minNodeVersion: '20.0.0',
  workflowNodeVersion: '22.x',
  jsiiVersion: '~6.0.0',
  typescriptVersion: '~6.0.0',
  projenrcTs: true,
  sampleCode: false,
  eslint: true,

  // The oldest pair that installs together with cdk8s-plus-27 and cdk8s-plus-33:
  // the minimum of cdk8s that they name was never published.
  cdk8sVersion: '2.70.100',
  constructsVersion: '10.4.2',
  peerDeps: ['cdk8s-plus-27@^2.9.5'],
  // cdk8s-plus-33 stands for "another version of cdk8s-plus than the one that we name".
  devDeps: [
    'cdk8s-cli', 'cdk8s-plus-33', 'fast-check', 'json-schema-to-typescript', 'yaml',
    // The schema of SARIF and what checks against it, for the tests of the reports.
    '@microsoft/jest-sarif', '@types/sarif', 'ajv', 'ajv-draft-04', 'ajv-formats',
  ],
  // Used by the command line and the plugin alone: who imports the library loads none of them.
  // commander 15 needs a newer Node than we ask for.
  bundledDeps: ['commander@^14', 'js-yaml@^5.5.0', 'picocolors'],
  bin: { 'cdk8s-mtls': 'lib/cli/main.js' },

  publishToPypi: { distName: 'cdk8s-mtls', module: 'cdk8s_mtls' },
  publishToMaven: { javaPackage: 'dev.cdk8smtls', mavenGroupId: 'dev.cdk8smtls', mavenArtifactId: 'cdk8s-mtls' },
  publishToGo: { moduleName: 'github.com/cdk8s-mtls/cdk8s-mtls-go', packageName: 'cdk8smtls' },

  jest: true,
  jestOptions: {
    jestConfig: {
      // Coverage costs a third of the run and decides nothing: ask for it with --coverage.
      collectCoverage: false,
      maxWorkers: '100%',
      // The first test of a file may have to compile what it loads. No test is about time.
      testTimeout: 60_000,
      testMatch: ['<rootDir>/test/**/*.test.ts'],
      testPathIgnorePatterns: ['/node_modules/', '/test/oracles/cmd/'],
      modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/bench/dist/'],
      // Examples and the README import the package by its name.
      moduleNameMapper: { '^cdk8s-mtls$': '<rootDir>/src' },
    },
    extraCliOptions: ['--ci'],
  },
  tsconfigDev: { compilerOptions: { isolatedModules: true } },
  integrationTestAutoDiscover: false,
  gitignore: ['/examples/*/dist/', '/examples/*/values/', '/bench/dist/', '.DS_Store'],
  autoMerge: false,
  depsUpgradeOptions: { workflow: true },
});

// --- The package by its own name: its users' imports, and those of the examples --
project.package.addField('exports', {
  '.': { types: './lib/index.d.ts', default: './lib/index.js' },
  './package.json': './package.json',
  './.jsii': './.jsii',
  // What the command line answers in JSON, for whoever reads it by program.
  './schemas/*.json': './schemas/*.json',
});
new javascript.TypescriptConfig(project, {
  fileName: 'examples/tsconfig.json',
  extends: javascript.TypescriptConfigExtends.fromPaths(['../tsconfig.json']),
  compilerOptions: { noEmit: true, rootDir: '..', isolatedModules: true },
  include: ['**/*.ts'],
});

// --- Dependencies between the folders of src point one way -----------------
project.eslint!.addRules(layerRules());
project.eslint!.addIgnorePattern('src/imports/**');

// --- Of 1.13.0 not every platform's binary is in every registry, and npm ci then refuses the lock file of all of them
project.package.addPackageResolutions('unrs-resolver@1.12.2');

// --- Lock files and workflows name no registry: the client's own setting decides
new TextFile(project, '.npmrc', { lines: ['omit-lockfile-registry-resolved=true', 'fund=false', 'audit=false'], marker: false });
project.tryFindObjectFile('.github/workflows/release.yml')!.patch(JsonPatch.remove('/jobs/release_npm/steps/9/env/NPM_REGISTRY'));

for (const path of ['/API.md', '/bench/', '/docs/', '/examples/', '/scripts/', '/.ci/', '/ARCHITECTURE.md', '/CONTRIBUTING.md', '/.npmrc']) {
  project.npmignore!.exclude(path);
}

// --- Tasks -------------------------------------------------------------------
project.addTask('import', {
  description: 'Regenerate the L1 types in src/imports from the CRDs of the upstream modules that test/oracles/go.mod pins',
  exec: 'ts-node --project projenrc/tsconfig.json projenrc/import-crds.ts',
});
project.addTask('examples', {
  description: 'Write the expected output of the examples anew',
  exec: 'jest test/examples --updateSnapshot',
  env: { UPDATE_EXPECTED: '1' },
});
project.addTask('rules', {
  description: 'Write the pages about the rules in docs/rules anew',
  exec: 'jest test/docs/rule-pages',
  env: { UPDATE_EXPECTED: '1' },
});
project.addTask('model', {
  description: 'Explore the models of rotation and of lifetimes, and print how each wrong order fails',
  exec: 'ts-node --transpile-only --project test/tsconfig.json test/model/main.ts',
});
project.addTask('lint', { description: 'Check style and layers without changing a file', exec: 'eslint --ext .ts --no-error-on-unmatched-pattern src test examples bench projenrc .projenrc.ts', env: { ESLINT_USE_FLAT_CONFIG: 'false' } });

// These must run before anything is installed, hence plain Node scripts.
for (const script of ['quickstart', 'verify', 'oracles', 'control-plane', 'bench']) {
  project.package.setScript(script, `node scripts/${script}.mjs`);
}

project.synth();
