import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'fs';
import { join } from 'path';
import { withReferences } from './references';
import { Documented, rulePages } from './rule-pages';
import type { ClusterRule } from '../../src/analysis/clusters/cluster-rule';
import type { Rule } from '../../src/analysis/rule';
import type { BrokenClusters } from '../analysis/clusters/rule-cases';
import type { Broken } from '../analysis/rules/rule-cases';

const ROOT = join(__dirname, '..', '..');
const PAGES = join(ROOT, 'docs', 'rules');

/** The first case in which each rule is broken, by its code. */
const mockCases = new Map<string, readonly [when: string, broken: Broken]>();
jest.mock('../analysis/rules/rule-cases', () => ({
  describeRule: ({ code }: Rule, broken: Record<string, Broken>) => mockCases.set(code, Object.entries(broken)[0]),
}));

/** The same of rules about several clusters. */
const mockClusterCases = new Map<string, readonly [when: string, broken: BrokenClusters]>();
jest.mock('../analysis/clusters/rule-cases', () => ({
  describeClusterRule: ({ code }: ClusterRule, broken: Record<string, BrokenClusters>) => mockClusterCases.set(code, Object.entries(broken)[0]),
}));

let documented: readonly Documented[];
beforeAll(() => {
  const { describe: original } = globalThis;
  // What else is tested beside the cases of rules is not tested here.
  globalThis.describe = (() => {}) as unknown as jest.Describe;
  try {
    ['rules', 'clusters'].flatMap(folder => typescriptIn(join(__dirname, '..', 'analysis', folder)))
      .filter(file => readFileSync(file, 'utf8').includes('\'./rule-cases\''))
      .forEach(file => jest.requireActual(file));
  } finally {
    globalThis.describe = original;
  }
  documented = [...documentedRules(), ...documentedClusterRules()];
});

/** Every rule with what its own test says of it. */
function documentedRules(): readonly Documented[] {
  const { findingsBy } = jest.requireActual<typeof import('../analysis/objects')>('../analysis/objects');
  return rulesIn<Rule>('analysis/rules').map(({ rule, file }) => {
    const [when, { objects, context }] = mockCases.get(rule.code)!;
    return { rule, file, when, finding: findingsBy(rule.code, objects, context)[0] };
  });
}

/** Every rule about several clusters with what its own test says of it. */
function documentedClusterRules(): readonly Documented[] {
  const { findingsAcross } = jest.requireActual<typeof import('../../src/analysis/clusters/cluster-rule')>('../../src/analysis/clusters/cluster-rule');
  return rulesIn<ClusterRule>('analysis/clusters/rules').map(({ rule, file }) => {
    const [when, { clusters }] = mockClusterCases.get(rule.code)!;
    return { rule, file, when, finding: findingsAcross(clusters, [rule])[0] };
  });
}

/** The rules in a folder of the sources, each in a file of its own. */
function rulesIn<T extends Rule | ClusterRule>(folder: string): { rule: T; file: string }[] {
  return typescriptIn(join(ROOT, 'src', folder)).filter(file => !file.endsWith('index.ts')).map(file => {
    const [rule] = Object.values(jest.requireActual<Record<string, T>>(file)).filter(value => value.code !== undefined);
    return { rule, file: `${folder}/${file.slice(file.lastIndexOf('/') + 1, -'.ts'.length)}` };
  });
}

function typescriptIn(folder: string): string[] {
  return readdirSync(folder).filter(file => file.endsWith('.ts')).map(file => join(folder, file));
}

test('every rule has a page that says what it says: else run "npx projen rules"', () => {
  const pages = rulePages(documented);
  if (process.env.UPDATE_EXPECTED) {
    rmSync(PAGES, { recursive: true, force: true });
    mkdirSync(PAGES, { recursive: true });
    Object.entries(pages).forEach(([name, text]) => writeFileSync(join(PAGES, name), text));
  }
  expect(Object.fromEntries(readdirSync(PAGES).map(name => [name, readFileSync(join(PAGES, name), 'utf8')]))).toEqual(pages);
});

test('the index lists every rule once', () => {
  const { RULES } = jest.requireActual<typeof import('../../src/analysis/rules')>('../../src/analysis/rules');
  const { CLUSTER_RULES } = jest.requireActual<typeof import('../../src/analysis/clusters/rules')>('../../src/analysis/clusters/rules');
  const listed = [...rulePages(documented)['README.md'].matchAll(/^\| \[(\w+)\]/gm)].map(([, code]) => code);
  expect(listed).toEqual([...RULES, ...CLUSTER_RULES].map(({ code }) => code).sort());
});

test('a page is short', () => {
  Object.entries(rulePages(documented)).filter(([name]) => name !== 'README.md').forEach(([, page]) => expect(page.length).toBeLessThan(4_000));
});

test('issues and messages of other tools become links', () => {
  expect(withReferences('twice (cert-manager#5875, #6992; cert-manager/website#2128), istioctl IST0103, see MTLS0202')).toBe(
    'twice ([cert-manager\\#5875](https://github.com/cert-manager/cert-manager/issues/5875), [\\#6992](https://github.com/cert-manager/cert-manager/issues/6992); '
    + '[cert-manager/website\\#2128](https://github.com/cert-manager/website/issues/2128)), '
    + 'istioctl [IST0103](https://istio.io/latest/docs/reference/config/analysis/ist0103/), see [MTLS0202](MTLS0202.md)');
});

test('a project that nobody knows is an error', () => {
  expect(() => withReferences('nothing#1')).toThrow('it is not known where the issues of "nothing" are');
});
