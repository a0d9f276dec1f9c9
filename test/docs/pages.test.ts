import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'fs';
import { dirname, join, relative } from 'path';
import { parseAllDocuments } from 'yaml';
import { blocksOf } from './blocks';
import { callsIn, scriptsIn, shownIn } from './commands';
import { compileErrors, runProgram } from './typescript';
import * as library from '../../src';
import { ACKNOWLEDGE_ANNOTATION, acknowledgementProblem } from '../../src/core/acknowledgement';
import { propertiesOf } from '../../src/plugin/properties';
import { cli, Ran } from '../cli/program';

const ROOT = join(__dirname, '..', '..');
const DOCS = join(ROOT, 'docs');
const EXAMPLES = join(DOCS, 'examples');

const PAGES = [
  'README.md', 'CONTRIBUTING.md', 'ARCHITECTURE.md',
  ...readdirSync(DOCS, { recursive: true, encoding: 'utf8' }).filter(path => path.endsWith('.md')).map(path => join('docs', path)),
];
/** Those whose blocks are run: the README's have tests of their own, and of a rule's page one block is like any other. */
const GUIDES = PAGES.filter(page => dirname(page) === 'docs');

/** What comes from Helm, Kustomize or kubectl. */
const RENDERED = 'rendered.yaml';
/** What the commands in the pages are run on. */
const FILES = fixture();

/** The examples, and the folders that the pages take for a user's: the same without the mistake in it. */
function fixture(): Record<string, string> {
  const examples = textsIn(EXAMPLES);
  const files: Record<string, string> = { ...examples };
  for (const [name, text] of Object.entries(examples).filter(([path]) => path.startsWith('shop/'))) {
    const right = parseAllDocuments(text).filter(document => document.getIn(['metadata', 'name']) !== 'ledger' || document.get('kind') !== 'PeerAuthentication');
    for (const folder of ['k8s', 'dist', 'before/k8s']) {
      files[name.replace('shop', folder)] = right.map(String).join('---\n');
    }
  }
  // The project's own examples, as their folders are called: a folder for each phase, or cluster.
  const outputs = [
    ['root-rotation', 'dist'], ['intermediate-rotation', 'dist'], ['trust-domain-change', 'dist'], ['going-strict', 'dist'], ['quickstart', ''], ['multi-cluster', ''],
  ];
  for (const [folder, output] of outputs) {
    for (const [path, text] of Object.entries(textsIn(join(ROOT, 'examples', folder, 'expected', output)))) {
      files[join(folder, path)] = text;
    }
  }
  const rendered = Object.entries(files).filter(([name]) => name.startsWith('k8s/')).map(([, text]) => text).join('---\n');
  return { ...files, 'istiod.values.yaml': files['mesh.yaml'], 'before.yaml': rendered, [RENDERED]: rendered };
}

function textsIn(folder: string): Record<string, string> {
  const paths = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map(path => join(folder, path)).filter(path => statSync(path).isFile()).sort();
  return Object.fromEntries(paths.map(path => [relative(folder, path), readFileSync(path, 'utf8')]));
}

function textOf(page: string): string {
  return readFileSync(join(ROOT, page), 'utf8');
}

async function run(argv: readonly string[]): Promise<Ran> {
  return cli(argv, { files: FILES, stdin: FILES[RENDERED] });
}

test('links lead to files and headings that are there', () => {
  const missing = PAGES.flatMap(page => {
    const links = [...withoutBlocks(textOf(page)).matchAll(/\]\((?!https?:)([^)\s]*)\)/g)].map(([, link]) => link);
    return links.filter(link => !isThere(link, page)).map(link => `${page}: ${link}`);
  });
  expect(missing).toEqual([]);
});

function isThere(link: string, page: string): boolean {
  const [file, heading] = link.split('#');
  const target = file === '' ? join(ROOT, page) : join(ROOT, dirname(page), file);
  return existsSync(target) && (heading === undefined || anchorsIn(readFileSync(target, 'utf8')).includes(heading));
}

function anchorsIn(markdown: string): string[] {
  return [...withoutBlocks(markdown).matchAll(/^#+ (.*)$/gm)].map(([, title]) => title.toLowerCase().replace(/[^\w\- ]/g, '').replaceAll(' ', '-'));
}

function withoutBlocks(markdown: string): string {
  return markdown.replace(/^```[\s\S]*?^```$/gm, '');
}

const programs = GUIDES.flatMap(page => blocksOf(textOf(page), 'ts').map(({ title, code }) => ({ title: `${page}, ${title}`, code })));

test('TypeScript in the guides compiles', () => {
  expect(programs.length).toBeGreaterThan(0);
  expect(compileErrors(new Map(programs.map(({ code }, index) => [`docs.${index}.ts`, code])))).toBe('');
});

test.each(programs)('the program runs: $title', ({ code }) => runProgram(code, { 'shop.yaml': FILES[RENDERED] }));

describe.each(GUIDES)('YAML in %s', page => {
  const blocks = blocksOf(textOf(page), 'yaml');
  test('can be read, and is that of the example that it names', () => {
    for (const { code } of blocks) {
      expect(parseAllDocuments(code).flatMap(({ errors }) => errors)).toEqual([]);
      const [, name] = /^# (shop\/\S+)\n/.exec(code) ?? [];
      if (name !== undefined) {
        expect(code.slice(code.indexOf('\n') + 1)).toBe(FILES[name]);
      }
    }
  });
});

const scripts = GUIDES.flatMap(page => [
  ...blocksOf(textOf(page), 'sh').map(({ title, code }) => ({ title: `${page}, ${title}`, script: code })),
  ...blocksOf(textOf(page), 'yaml').flatMap(({ title, code }) => parseAllDocuments(code).flatMap(document => scriptsIn(document.toJS())).map(script => ({ title: `${page}, ${title}`, script }))),
]);

test.each(scripts)('the commands can be called so, and find nothing wrong with what is right: $title', async ({ script }) => {
  for (const argv of callsIn(script)) {
    expect({ argv, ...await run(argv) }).toMatchObject({ argv, exitCode: 0, err: '' });
  }
});

test('the plugin is configured so, and every property of it is named', () => {
  const text = textOf(join('docs', 'cdk8s.md'));
  const [{ code }] = blocksOf(text, 'yaml');
  const [{ class: name, properties }] = parseAllDocuments(code)[0].toJS().validations;
  expect(library).toHaveProperty(name);
  expect(propertiesOf(properties)).toBe(properties);
  const { fix } = propertiesOf({ 'no such': 'property' }) as { fix: string };
  const names = /^Write one of (.*)\.$/.exec(fix)![1].split(', ');
  expect(names.filter(each => !text.includes(`\`${each}\``))).toEqual([]);
});

test('what the pages write to acknowledge a finding is accepted', () => {
  const entries = PAGES.flatMap(page => blocksOf(textOf(page), 'yaml')).flatMap(({ code }) => parseAllDocuments(code))
    .flatMap(document => JSON.parse(document.toJS()?.metadata?.annotations?.[ACKNOWLEDGE_ANNOTATION] ?? '[]'));
  expect(entries.length).toBeGreaterThan(100);
  expect(entries.filter(entry => acknowledgementProblem(entry))).toEqual([]);
});

describe.each([...GUIDES, 'README.md'])('in %s', page => {
  const terminals = blocksOf(textOf(page), 'console');
  test('a terminal shows what the commands print, and how they end', async () => {
    let text = textOf(page);
    for (const { code } of terminals) {
      let printed = '';
      for (const { command, exitCode, output } of shownIn(code)) {
        const [argv] = callsIn(command);
        const ran = await run(argv);
        expect([command, ran.exitCode, ran.err]).toEqual([command, exitCode, '']);
        printed += `$ ${command}\n${ran.out}${exitCode === 0 ? '' : `$ echo $?\n${exitCode}\n`}`;
        expect(output).toBe(process.env.UPDATE_EXPECTED ? output : ran.out);
      }
      text = text.replace(`\`\`\`console\n${code}\`\`\``, () => `\`\`\`console\n${printed}\`\`\``);
    }
    if (process.env.UPDATE_EXPECTED) {
      writeFileSync(join(ROOT, page), text);
    }
  });
});

describe('what a script of a shell calls', () => {
  test.each([
    ['npx cdk8s-mtls check k8s/ --fail-on error # a remark', [['check', 'k8s/', '--fail-on', 'error']]],
    ['helm template shop ./chart | npx --yes cdk8s-mtls@0.1 check - > report.txt', [['check', '-']]],
    ['git fetch && cdk8s-mtls diff \\\n  before "after" || true', [['diff', 'before', 'after']]],
    ['npx cdk8s synth\nnpm i cdk8s-mtls', []],
  ])('%s', (script, calls) => expect(callsIn(script)).toEqual(calls));
});
