import { readFileSync } from 'fs';
import { join } from 'path';
import * as ts from 'typescript';
import { blocksOf } from './docs/blocks';
import { compileErrors, runProgram } from './docs/typescript';

const ROOT = join(__dirname, '..');
const README = readFileSync(join(ROOT, 'README.md'), 'utf8');
const QUICKSTART = readFileSync(join(ROOT, 'examples', 'quickstart', 'main.ts'), 'utf8');

interface Snippet {
  /** What the test is called: the heading, and the number of the block below it. */
  readonly title: string;
  readonly code: string;
  /** The message that the block says it fails with. */
  readonly throws?: string;
}

const snippets = snippetsOf(README);
const tenLines = snippets[0].code;
const programs = snippets.map((snippet, index) => ({ ...snippet, program: index === 0 ? tenLines : goOn(tenLines, snippet.code) }));

test('the ten lines are those of the quickstart', () => {
  expect(QUICKSTART.replace(/\nexport .*\n$/, '')).toBe(tenLines);
});

test('what the quickstart prints is what the README says', () => {
  const printed = readFileSync(join(__dirname, 'examples', '__snapshots__', 'quickstart.test.ts.snap'), 'utf8').split('\n').map(line => line.replace(/^"/, ''));
  const [, shown] = /```text\n([\s\S]*?)```/.exec(README)!;
  expect(printed).toEqual(expect.arrayContaining(shown.trimEnd().split('\n').filter(line => line.trim() !== '…')));
});

test('every block compiles', () => {
  expect(compileErrors(new Map(programs.map(({ program }, index) => [`README.${index}.ts`, program])))).toBe('');
});

// Helm asks a repository on the network.
describe.each(programs.filter(({ code }) => !/\bHelm\b/.test(code)))('$title', ({ program, throws }) => {
  test(throws ? 'is refused as it says' : 'runs', () => {
    if (throws) {
      expect(() => run(program)).toThrow(new Error(throws));
    } else {
      run(program);
    }
  });
});

function snippetsOf(markdown: string): Snippet[] {
  return blocksOf(markdown, 'ts').map(({ title, code }) => ({ title, code, throws: /^\/\/ throws: (.*)$/m.exec(code)?.[1] }));
}

/** A program of the ten lines and of a block that goes on from them: a name declared again replaces its line, and comes after what stands before it. */
function goOn(prelude: string, block: string): string {
  const waiting = statementsOf(block);
  const program: Statement[] = [];
  for (const statement of statementsOf(prelude)) {
    const again = statement.name === undefined ? -1 : waiting.findIndex(({ name }) => name === statement.name);
    if (again >= 0) {
      program.push(...waiting.splice(0, again + 1));
    } else if (statement.text.startsWith('app.synth()')) {
      program.push(...waiting.splice(0), statement);
    } else {
      program.push(statement);
    }
  }
  const isImport = ({ text }: Statement) => text.startsWith('import ');
  return [...program.filter(isImport), ...program.filter(statement => !isImport(statement))].map(({ text }) => text).join('\n');
}

interface Statement {
  readonly text: string;
  /** The name that it declares. */
  readonly name?: string;
}

function statementsOf(code: string): Statement[] {
  return ts.createSourceFile('block.ts', code, ts.ScriptTarget.ES2022, true).statements.map(statement => ({
    text: statement.getText(),
    name: ts.isVariableStatement(statement) ? statement.declarationList.declarations[0].name.getText() : undefined,
  }));
}

/** Runs a program in a folder with the files that the README mentions. */
function run(program: string): void {
  runProgram(program, {
    'app.yaml': readFileSync(join(ROOT, 'examples', 'brownfield', 'legacy.yaml'), 'utf8'),
    'root.crt': readFileSync(join(ROOT, 'examples', 'multi-cluster', 'root.crt'), 'utf8'),
  });
}
